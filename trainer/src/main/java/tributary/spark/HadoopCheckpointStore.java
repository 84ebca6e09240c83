package tributary.spark;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.CheckpointFormat;
import tributary.io.CheckpointFormatException;
import tributary.io.CheckpointManifest;
import tributary.io.CheckpointOrigin;
import tributary.io.StoredCheckpoint;
import tributary.spark.CheckpointFolder.Entry;
import tributary.spark.CheckpointFolder.Listing;
import tributary.train.Checkpoint;
import tributary.train.CheckpointStore;

/**
 * Checkpoints in a folder of any Hadoop file system: a data file each, and a {@link
 * CheckpointManifest} that makes it count.
 *
 * <p>Data is written whole and read back; then the manifest, and read back; only then an older one
 * goes, its manifest first. The newest is the one with the highest step; a damaged one is set aside
 * and the one before it is used. Other files in the folder are left alone.
 */
public final class HadoopCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopCheckpointStore.class);
  private static final int LIMIT = Integer.MAX_VALUE - 8;

  private final HadoopFiles files;
  private final CheckpointFolder folder;
  private final CheckpointPruning pruning;
  private final CheckpointOrigin origin;

  /**
   * @param keep how many of the newest stay; the one of the lowest validation loss stays too
   * @param origin the run that saves; it saves a step once
   */
  public HadoopCheckpointStore(
      Configuration configuration, String folder, int keep, CheckpointOrigin origin) {
    if (keep < 1) {
      throw new IllegalArgumentException(
          "checkpoints: keep is " + keep + "; it must be at least 1");
    }
    this.files = new HadoopFiles(configuration);
    this.folder = new CheckpointFolder(folder, configuration);
    this.pruning = new CheckpointPruning(this.folder, files, keep);
    this.origin = origin;
  }

  /**
   * @throws UncheckedIOException if it cannot be written, or does not read back as it was written;
   *     the older ones stay
   */
  @Override
  public void save(Checkpoint checkpoint) {
    Path data = folder.data(checkpoint.step(), origin.runId());
    try {
      DigestedContent content =
          new DigestedContent(out -> CheckpointFormat.write(out, checkpoint, origin.settings()));
      files.write(data.toString(), content);
      DigestedContent.Digest written = content.written();
      if (!files.digest(data.toString()).equals(written)) {
        throw new IOException("it does not read back as it was written");
      }
      mark(
          CheckpointManifest.of(
              checkpoint, origin, data.getName(), written.bytes(), written.sha256()));
      pruning.after(checkpoint.step());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "checkpoint after step " + checkpoint.step() + ": " + e.getMessage(), e);
    }
  }

  private void mark(CheckpointManifest manifest) throws IOException {
    Path path = folder.mark(manifest.step());
    byte[] bytes = manifest.encode();
    files.write(path.toString(), bytes);
    if (!Arrays.equals(files.read(path.toString(), CheckpointManifest.MAX_BYTES), bytes)) {
      throw new IOException("its manifest does not read back as it was written");
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
      Listing listing = folder.list();
      Map<Entry, IOException> damaged = new LinkedHashMap<>();
      for (Entry entry : listing.newestFirst()) {
        try {
          StoredCheckpoint whole = read(files, entry.path());
          for (Map.Entry<Entry, IOException> one : damaged.entrySet()) {
            setAside(one.getKey(), one.getValue(), listing);
          }
          return Optional.of(whole);
        } catch (CheckpointFormatException | FileNotFoundException e) {
          damaged.put(entry, e);
        } catch (IOException e) {
          if (!(e.getCause() instanceof ChecksumException)) {
            throw e;
          }
          damaged.put(entry, e);
        }
      }
      requireNone(damaged);
      if (!listing.data().isEmpty()) {
        LOG.warn(
            "{} lies in {} without a manifest: its run ended before it was whole; it does not count",
            listing.data().get(0).getName(),
            folder);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void requireNone(Map<Entry, IOException> damaged) throws IOException {
    if (!damaged.isEmpty()) {
      Map.Entry<Entry, IOException> newest = damaged.entrySet().iterator().next();
      throw new IOException(
          "none of the "
              + damaged.size()
              + " checkpoints in "
              + folder
              + " can be read (the newest, "
              + newest.getKey().path().getName()
              + ": "
              + newest.getValue().getMessage()
              + "); set checkpoint.resume=never and another run.dir to begin anew");
    }
  }

  /**
   * Reads one checkpoint, by its manifest or from the data file alone.
   *
   * @throws IOException if it is missing or damaged; the message names it
   */
  public static StoredCheckpoint read(Configuration configuration, String path) throws IOException {
    try {
      return read(new HadoopFiles(configuration), new Path(path));
    } catch (CheckpointFormatException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  private static StoredCheckpoint read(HadoopFiles files, Path path) throws IOException {
    if (!path.getName().endsWith(".json")) {
      return decode(files.read(path.toString(), LIMIT));
    }
    CheckpointManifest manifest = readManifest(files, path);
    byte[] data = files.read(new Path(path.getParent(), manifest.file()).toString(), LIMIT);
    manifest.requireIntact(data);
    return decode(data).under(manifest);
  }

  static CheckpointManifest readManifest(HadoopFiles files, Path path) throws IOException {
    return CheckpointManifest.decode(
        path.getName(), files.read(path.toString(), CheckpointManifest.MAX_BYTES));
  }

  private static StoredCheckpoint decode(byte[] bytes) throws IOException {
    return CheckpointFormat.readCheckpoint(new ByteArrayInputStream(bytes), bytes.length);
  }

  private void setAside(Entry entry, IOException reason, Listing listing) {
    LOG.warn(
        "{} is damaged ({}); it is set aside as {}.corrupt and the one before it is used",
        CheckpointFolder.shown(entry.path()),
        reason.getMessage(),
        entry.path().getName());
    folder.setAside(entry.path());
    if (entry.marked()) {
      listing.dataOf(entry.step()).forEach(folder::setAside);
    }
  }
}
