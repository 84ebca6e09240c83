package tributary.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tributary.io.CheckpointOrigin;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Setbacks;

/**
 * A checkpoint of weights and momentum on the local disk: written, read back and marked; what of
 * that is the reading back; and read in full, as a run that is resumed reads it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CheckpointBenchmark {
  /** With as many slots: 1 and 16 MiB. */
  @Param({"131072", "2097152"})
  private int weights;

  private final Configuration configuration = new Configuration();
  private Path folder;
  private HadoopCheckpointStore store;
  private Checkpoint checkpoint;

  @Setup(Level.Trial)
  public void setUp() throws IOException {
    folder = Files.createTempDirectory("checkpoints");
    store =
        new HadoopCheckpointStore(
            configuration, folder.toString(), 1, CheckpointOrigin.of("bench", Map.of()));
    checkpoint =
        new Checkpoint(
            1,
            10,
            1,
            5,
            5,
            new float[weights],
            Map.of("momentum.velocity", new float[weights]),
            new EpochSums(0, 0, 0),
            1,
            1,
            0,
            Optional.empty(),
            Optional.empty(),
            Setbacks.NONE);
    save();
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Benchmark
  public void save() {
    store.save(checkpoint);
  }

  @Benchmark
  public Object verify() throws IOException {
    return new HadoopFiles(configuration)
        .digest(folder.resolve("step-0000000005-bench.safetensors").toString());
  }

  @Benchmark
  public Object resume() {
    return store.latest();
  }
}
