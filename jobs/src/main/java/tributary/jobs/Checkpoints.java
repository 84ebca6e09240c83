package tributary.jobs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.data.BatchSampler;
import tributary.data.TableEncoding;
import tributary.io.CheckpointOrigin;
import tributary.io.Redaction;
import tributary.io.StoredCheckpoint;
import tributary.jobs.config.CheckpointConfig;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.ArchitectureTable;
import tributary.nn.Network;
import tributary.optim.Optimizer;
import tributary.spark.HadoopCheckpointStore;
import tributary.train.AsyncCheckpointStore;
import tributary.train.Checkpoint;

/** Where a run saves its checkpoints, and the one that it goes on from. */
final class Checkpoints {
  private final CheckpointConfig config;
  private final CheckpointOrigin origin;
  private final RunDirectory directory;
  private final Configuration hadoop;

  /**
   * @param dataFingerprint of the training rows, where there is one
   */
  Checkpoints(
      CheckpointConfig config,
      Map<String, String> settings,
      Optional<String> dataFingerprint,
      RunDirectory directory,
      Configuration hadoop) {
    this.config = config;
    this.origin = new CheckpointOrigin(directory.runId(), settings, dataFingerprint, versions());
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
    settings.put("data.path", Redaction.text(String.join(", ", config.data().path())));
    // Means, scales and levels differ when the rows do.
    settings.put("learnt columns", String.format(Locale.ROOT, "%08x", encoding.hashCode()));
    settings.put("network", ArchitectureTable.line(network.spec()));
    settings.put("loss", ArchitectureTable.loss(network.spec().loss()));
    settings.put("optimizer", optimizer.toString());
    settings.put("training.onNonFinite", config.training().nonFinitePolicy().toString());
    return settings;
  }

  private static Map<String, String> versions() {
    return Map.of(
        "tributary",
        Version.current(),
        "spark",
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        "java",
        Runtime.version().toString());
  }

  /** The writing of this run's own checkpoints, if it is to write any. */
  Saving saving() {
    return new Saving(
        config.everySteps() == 0
            ? Optional.empty()
            : Optional.of(
                new AsyncCheckpointStore(
                    new OwnFolderStore(storeIn(directory.checkpoints()), directory),
                    config.onError())));
  }

  private HadoopCheckpointStore storeIn(String folder) {
    return new HadoopCheckpointStore(hadoop, folder, config.keep(), origin);
  }

  /**
   * The checkpoint to go on from, if there is to be one.
   *
   * @throws UsageException if it was written by a run with other data or settings, listing each
   *     difference, unless that is forced; or if its weights are another network's
   * @throws IOException if it cannot be read
   */
  Optional<Checkpoint> toResume(Console console, BatchSampler sampler, Network network)
      throws IOException {
    if (config.resume().equals(CheckpointConfig.RESUME_NEVER)) {
      return Optional.empty();
    }
    Optional<StoredCheckpoint> found =
        config.resumePath().isPresent()
            ? Optional.of(named(config.resumePath().get()))
            : storeIn(directory.checkpoints()).newest();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(goOnFrom(found.get(), console, sampler, network));
  }

  private Checkpoint goOnFrom(
      StoredCheckpoint stored, Console console, BatchSampler sampler, Network network) {
    Checkpoint checkpoint = stored.checkpoint();
    Differences differences = Differences.between(stored, origin);
    differences.requireNoneUnless(config.force());
    requireSameSize(checkpoint.weights().length, network.layout().size());
    console.line(
        "resuming",
        "after step "
            + ArchitectureTable.number(checkpoint.step())
            + " from "
            + config.resumePath().orElse(directory.checkpoints()));
    differences.note().ifPresent(note -> console.line("note", note));
    return config.force() ? checkpoint.movedTo(sampler) : checkpoint;
  }

  private static void requireSameSize(int saved, int now) {
    if (saved != now) {
      throw new UsageException(
          "the checkpoint to resume from has "
              + saved
              + " weights and the network "
              + now
              + "; that cannot be forced: use the network that it was written with");
    }
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
}
