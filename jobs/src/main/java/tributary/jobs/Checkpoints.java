package tributary.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.data.BatchSampler;
import tributary.data.TableEncoding;
import tributary.io.StoredCheckpoint;
import tributary.jobs.config.CheckpointConfig;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.ArchitectureTable;
import tributary.nn.Network;
import tributary.optim.Optimizer;
import tributary.spark.HadoopCheckpointStore;
import tributary.train.Checkpoint;

/** Where a run saves its checkpoints, and the one that it goes on from. */
final class Checkpoints {
  private final CheckpointConfig config;
  private final Map<String, String> settings;
  private final RunDirectory directory;
  private final Configuration hadoop;

  Checkpoints(
      CheckpointConfig config,
      Map<String, String> settings,
      RunDirectory directory,
      Configuration hadoop) {
    this.config = config;
    this.settings = settings;
    this.directory = directory;
    this.hadoop = hadoop;
  }

  /** What decides a run's bits, in words that a person can compare. */
  static Map<String, String> settings(
      RunConfig config,
      TableEncoding encoding,
      Network network,
      BatchSampler sampler,
      Optimizer optimizer) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("seed", Long.toString(config.seed()));
    settings.put("rows", Long.toString(sampler.rows()));
    settings.put("shards", Integer.toString(sampler.shards()));
    settings.put("training.batchSize", Integer.toString(sampler.batchSize()));
    settings.put("gemm", Gemms.name());
    settings.put("data.path", String.join(", ", config.data().path()));
    // Means, scales and levels differ when the rows do.
    settings.put("learnt columns", String.format(Locale.ROOT, "%08x", encoding.hashCode()));
    settings.put("network", ArchitectureTable.line(network.spec()));
    settings.put("loss", ArchitectureTable.loss(network.spec().loss()));
    settings.put("optimizer", optimizer.toString());
    settings.put("training.onNonFinite", config.training().nonFinitePolicy().toString());
    return settings;
  }

  HadoopCheckpointStore store() {
    return storeIn(directory.checkpoints());
  }

  private HadoopCheckpointStore storeIn(String folder) {
    return new HadoopCheckpointStore(hadoop, folder, config.keep(), settings);
  }

  /**
   * The checkpoint to go on from, if there is to be one.
   *
   * @throws UsageException if it was written by a run with other settings, listing each difference
   * @throws IOException if it cannot be read
   */
  Optional<Checkpoint> toResume(Console console) throws IOException {
    if (config.resume().equals(CheckpointConfig.RESUME_NEVER)) {
      return Optional.empty();
    }
    Optional<StoredCheckpoint> found =
        config.resumePath().isPresent()
            ? Optional.of(named(config.resumePath().get()))
            : store().newest();
    found.ifPresent(
        stored -> {
          requireSameSettings(stored);
          console.line(
              "resuming",
              "after step "
                  + ArchitectureTable.number(stored.checkpoint().step())
                  + " from "
                  + config.resumePath().orElse(directory.checkpoints()));
        });
    return found.map(StoredCheckpoint::checkpoint);
  }

  /** A file, a folder of checkpoints, or a run directory. */
  private StoredCheckpoint named(String path) throws IOException {
    Path given = new Path(path);
    FileSystem fs = given.getFileSystem(hadoop);
    if (fs.exists(given) && fs.getFileStatus(given).isFile()) {
      return HadoopCheckpointStore.read(hadoop, path);
    }
    Path inRun = new Path(given, "checkpoints");
    return storeIn((fs.exists(inRun) ? inRun : given).toString())
        .newest()
        .orElseThrow(
            () ->
                new IOException(
                    "checkpoint.resume = "
                        + path
                        + ": there is no checkpoint; name a file, a checkpoints folder or a run directory that has one"));
  }

  private void requireSameSettings(StoredCheckpoint stored) {
    List<String> differences = new ArrayList<>();
    settings.forEach(
        (name, value) -> {
          String before = stored.settings().getOrDefault(name, "not said");
          if (!before.equals(value)) {
            differences.add(name + " was " + before + ", is " + value);
          }
        });
    if (!differences.isEmpty()) {
      throw new UsageException(
          "the checkpoint to resume from belongs to another run: "
              + String.join("; ", differences)
              + "; use the same settings, or set checkpoint.resume=never and another run.dir");
    }
  }
}
