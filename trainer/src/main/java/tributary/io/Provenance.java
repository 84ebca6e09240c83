package tributary.io;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * Where a model came from: enough to train it again and get the same weights to the bit.
 *
 * @param configuration the whole configuration of the run, resolved, as text
 * @param createdAt when training ended; the one thing that differs between two equal runs
 */
public record Provenance(
    Data data,
    String configuration,
    long seed,
    int shards,
    int epochs,
    long steps,
    Software software,
    Instant createdAt)
    implements Serializable {

  /** What it was trained on: the paths read, the training rows, and the columns in order. */
  public record Data(List<String> paths, long rows, List<String> columns) implements Serializable {
    public Data {
      paths = List.copyOf(paths);
      columns = List.copyOf(columns);
    }
  }

  /** What it was trained with: versions, and the provider that multiplied the matrices. */
  public record Software(String tributary, String spark, String java, String gemm)
      implements Serializable {}
}
