package tributary.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.CheckpointFormat;
import tributary.io.CheckpointFormatException;
import tributary.io.StoredCheckpoint;
import tributary.train.Checkpoint;
import tributary.train.CheckpointStore;

/**
 * Checkpoints in a folder of any Hadoop file system, one file each, named by their step.
 *
 * <p>A file is written whole, read back and compared before an older one goes. The newest is the
 * one with the highest step; a damaged one is set aside and the one before it is used. Other files
 * in the folder are left alone.
 */
public final class HadoopCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopCheckpointStore.class);
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,19})\\.safetensors");
  private static final int LIMIT = Integer.MAX_VALUE - 8;

  private final Configuration configuration;
  private final HadoopFiles files;
  private final Path folder;
  private final int keep;
  private final Map<String, String> settings;

  /**
   * @param keep how many of the newest stay
   * @param settings written with every checkpoint
   */
  public HadoopCheckpointStore(
      Configuration configuration, String folder, int keep, Map<String, String> settings) {
    if (keep < 1) {
      throw new IllegalArgumentException(
          "checkpoints: keep is " + keep + "; it must be at least 1");
    }
    this.configuration = configuration;
    this.files = new HadoopFiles(configuration);
    this.folder = new Path(folder);
    this.keep = keep;
    this.settings = Map.copyOf(settings);
  }

  /**
   * @throws UncheckedIOException if it cannot be written, or does not read back as it was written;
   *     the older ones stay
   */
  @Override
  public void save(Checkpoint checkpoint) {
    Path path =
        new Path(folder, String.format(Locale.ROOT, "step-%010d.safetensors", checkpoint.step()));
    try {
      files.write(path.toString(), out -> CheckpointFormat.write(out, checkpoint, settings));
      read(files, path.toString());
      prune(checkpoint.step());
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lets go what is older than the newest few, and what a run that went back to an earlier step has
   * left ahead of it.
   */
  private void prune(long step) throws IOException {
    int kept = 0;
    for (Path path : newestFirst()) {
      boolean ahead = step(path) > step;
      if (!ahead && kept < keep) {
        kept++;
      } else if (!fileSystem().delete(path, false)) {
        LOG.warn("checkpoint {} is no longer needed but could not be deleted", path);
      }
    }
  }

  /**
   * @throws UncheckedIOException if there are checkpoints but none can be read
   */
  @Override
  public Optional<Checkpoint> latest() {
    return newest().map(StoredCheckpoint::checkpoint);
  }

  /** As {@link #latest}, with the settings of the run that wrote it. */
  public Optional<StoredCheckpoint> newest() {
    try {
      Map<Path, CheckpointFormatException> damaged = new LinkedHashMap<>();
      for (Path path : newestFirst()) {
        try {
          StoredCheckpoint whole = read(files, path.toString());
          for (Map.Entry<Path, CheckpointFormatException> entry : damaged.entrySet()) {
            setAside(entry.getKey(), entry.getValue());
          }
          return Optional.of(whole);
        } catch (CheckpointFormatException e) {
          damaged.put(path, e);
        }
      }
      if (!damaged.isEmpty()) {
        Map.Entry<Path, CheckpointFormatException> newest = damaged.entrySet().iterator().next();
        throw new IOException(
            "none of the "
                + damaged.size()
                + " checkpoints in "
                + folder
                + " can be read (the newest, "
                + newest.getKey().getName()
                + ": "
                + newest.getValue().getMessage()
                + "); set checkpoint.resume=never and another run.dir to begin anew");
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Reads one checkpoint file.
   *
   * @throws IOException if it is missing or damaged; the message names it
   */
  public static StoredCheckpoint read(Configuration configuration, String path) throws IOException {
    try {
      return read(new HadoopFiles(configuration), path);
    } catch (CheckpointFormatException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  private static StoredCheckpoint read(HadoopFiles files, String path) throws IOException {
    byte[] bytes = files.read(path, LIMIT);
    return CheckpointFormat.readCheckpoint(new ByteArrayInputStream(bytes), bytes.length);
  }

  private void setAside(Path path, CheckpointFormatException reason) throws IOException {
    Path aside = new Path(path.getParent(), path.getName() + ".corrupt");
    LOG.warn(
        "{} is damaged ({}); it is set aside as {} and the one before it is used",
        path,
        reason.getMessage(),
        aside.getName());
    if (!fileSystem().rename(path, aside)) {
      LOG.warn("{} could not be renamed; it stays where it is", path);
    }
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> found = new ArrayList<>();
    if (!fileSystem().exists(folder)) {
      return found;
    }
    for (FileStatus status : fileSystem().listStatus(folder)) {
      if (status.isFile() && NAME.matcher(status.getPath().getName()).matches()) {
        found.add(status.getPath());
      }
    }
    found.sort(Comparator.comparingLong(HadoopCheckpointStore::step).reversed());
    return found;
  }

  private static long step(Path path) {
    Matcher matcher = NAME.matcher(path.getName());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(configuration);
  }
}
