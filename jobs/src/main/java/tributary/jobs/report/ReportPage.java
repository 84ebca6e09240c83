package tributary.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonObject;
import tributary.spark.HadoopFiles;

/** A page that shows one run, or several side by side. */
public final class ReportPage {
  /** Its name in a run directory. */
  public static final String FILE = "report.html";

  private static final String MARK = "<meta name=\"generator\" content=\"Tributary";
  private static final int MARK_WITHIN = 1024;

  private ReportPage() {}

  /**
   * Draws the runs and writes the page, in the place of an older one.
   *
   * @param directories one run directory, or several that differ
   * @throws IOException if one is no run directory, or a file cannot be read or written
   */
  public static void write(List<String> directories, String file, Configuration hadoop)
      throws IOException {
    List<RunRecord> runs = new ArrayList<>();
    for (String directory : directories) {
      runs.add(RunRecord.read(directory, hadoop));
    }
    new HadoopFiles(hadoop).write(file, runs.size() == 1 ? one(runs.get(0)) : several(runs));
  }

  /** Whether there is a file that this class has not written. */
  public static boolean isForeign(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    FileSystem fs = path.getFileSystem(hadoop);
    if (!fs.exists(path)) {
      return false;
    }
    try (FSDataInputStream in = fs.open(path)) {
      byte[] head = in.readNBytes(MARK_WITHIN);
      return !new String(head, StandardCharsets.UTF_8).contains(MARK);
    }
  }

  private static byte[] one(RunRecord run) throws IOException {
    String name = run.directory().getName();
    JsonObject json = RunJson.of(name, run, Curves.ofOneRun(run.recording()));
    return PageTemplate.html(name, page(List.of(json)).build());
  }

  private static byte[] several(List<RunRecord> runs) throws IOException {
    List<String> names = Names.distinct(runs.stream().map(RunRecord::directory).toList());
    List<JsonObject> pages = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Recording recording = runs.get(i).recording();
      Curves curves = Curves.toCompare(recording, runs.size());
      pages.add(RunJson.of(names.get(i), runs.get(i), curves));
    }
    List<ConfigKeys> configs =
        runs.stream().map(run -> ConfigKeys.of(run.configuration())).toList();
    return PageTemplate.html(
        runs.size() + " runs",
        page(pages)
            .putAll("differences", ConfigKeys.differences(configs), line -> line)
            .putAll("depthSeries", DepthSeries.among(runs, configs), line -> line)
            .build());
  }

  private static JsonObjectBuilder page(List<JsonObject> runs) {
    return new JsonObjectBuilder().putAll("runs", runs, run -> run);
  }
}
