package tributary.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that paths, patterns and folders stand for, sorted, since file systems list folders in
 * any order.
 *
 * @param base the folder above folders such as {@code year=2024}, whose names Spark makes columns
 *     of
 */
record SourceFiles(List<String> files, Optional<String> base) {
  /**
   * @throws TableException if a path stands for no file
   */
  static SourceFiles find(Configuration hadoop, List<String> paths) {
    List<String> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    boolean nested = false;
    try {
      for (String path : paths) {
        Path pattern = new Path(path);
        FileSystem fs = pattern.getFileSystem(hadoop);
        FileStatus @Nullable [] matches = fs.globStatus(pattern);
        if (matches == null || matches.length == 0) {
          throw new TableException(
              "data: there is no file or folder "
                  + path
                  + "; check the path, and that every machine of the cluster sees it");
        }
        for (FileStatus match : sorted(matches)) {
          int before = files.size();
          nested |= collect(fs, match, files);
          if (match.isDirectory()) {
            folders.add(match.getPath().toString());
          }
          if (files.size() == before) {
            throw new TableException("data: there are no files in " + path + "; no rows");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean base = nested && folders.size() == 1;
    return new SourceFiles(files, base ? Optional.of(folders.get(0)) : Optional.empty());
  }

  /** The format that the first file's extension stands for. */
  String format() {
    String first = new Path(files.get(0)).getName().toLowerCase(Locale.ROOT);
    String name = first.replaceFirst("\\.(gz|bz2|zst|snappy|lz4|deflate)$", "");
    if (name.endsWith("-ubyte")) {
      return "idx";
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv", "tsv" -> "csv";
      case "parquet", "pq" -> "parquet";
      case "json", "jsonl", "ndjson" -> "json";
      case "libsvm", "svm", "svmlight" -> "libsvm";
      case "idx", "idx3", "idx1" -> "idx";
      case "orc" -> "orc";
      default ->
          throw new TableException(
              "data: the format of "
                  + files.get(0)
                  + " cannot be told from its name; set the format to csv, parquet, json, libsvm,"
                  + " idx or the name of another Spark source");
    };
  }

  /** Adds the files below; whether some lie in folders of the folder. */
  private static boolean collect(FileSystem fs, FileStatus status, List<String> files)
      throws IOException {
    if (!status.isDirectory()) {
      files.add(status.getPath().toString());
      return false;
    }
    boolean nested = false;
    for (FileStatus child : sorted(fs.listStatus(status.getPath()))) {
      String name = child.getPath().getName();
      // What Spark leaves out, too: unfinished and marker files, but not folders such as _k=v.
      boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
      if (!hidden) {
        nested |= child.isDirectory();
        collect(fs, child, files);
      }
    }
    return nested;
  }

  private static FileStatus[] sorted(FileStatus[] statuses) {
    FileStatus[] sorted = statuses.clone();
    Arrays.sort(sorted, Comparator.comparing(s -> s.getPath().toString()));
    return sorted;
  }
}
