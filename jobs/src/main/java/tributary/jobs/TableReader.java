package tributary.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tributary.io.Redaction;
import tributary.jobs.config.DataConfig;
import tributary.jobs.config.HeldOutConfig;
import tributary.ml.HeldOut;
import tributary.ml.TableException;
import tributary.ml.TableSource;
import tributary.spark.ClusterException;
import tributary.spark.JobDescription;

/** Reads the tables that a configuration names, and says how to get them when they are missing. */
final class TableReader {
  private final SparkSession spark;
  private final DataConfig data;

  TableReader(SparkSession spark, DataConfig data) {
    this.spark = spark;
    this.data = data;
  }

  /** Work on a table. */
  interface Work<T> {
    T result() throws IOException;
  }

  /**
   * Does work on a table, and keeps what the configuration holds secret out of its errors: a
   * source's own words may repeat what it was given.
   */
  static <T> T discreetly(DataConfig data, Work<T> work) throws IOException {
    try {
      return work.result();
    } catch (TableException e) {
      String found = String.valueOf(e.getMessage());
      String shown = Redaction.without(data.secrets(), found);
      throw shown.equals(found) ? e : new TableException(shown, e);
    } catch (ClusterException e) {
      String found = String.valueOf(e.getMessage());
      throw new ClusterException(Redaction.without(data.secrets(), found), e);
    }
  }

  Dataset<Row> training() {
    return read(data.trainSource());
  }

  /** Whether the training table is empty, as far as it can be read. */
  boolean holdsNoRows() {
    try {
      return JobDescription.during(
          spark.sparkContext(), "look whether there are rows", () -> training().isEmpty());
    } catch (RuntimeException e) {
      // It cannot be read, which the caller has a better message for.
      return false;
    }
  }

  HeldOut heldOut(HeldOutConfig config) {
    Optional<TableSource> source = data.sourceOf(config);
    if (source.isPresent()) {
      return HeldOut.table(read(source.get()));
    }
    return config.fraction() > 0 ? HeldOut.fraction(config.fraction()) : HeldOut.none();
  }

  /**
   * A table like the training one that lies elsewhere, with its target; the run's own test table as
   * it was configured.
   */
  Dataset<Row> labelled(String path) {
    for (HeldOutConfig heldOut : List.of(data.test(), data.validation())) {
      if (heldOut.path().equals(List.of(path))) {
        return data.sourceOf(heldOut).orElseThrow().read(spark);
      }
    }
    return new TableSource(data.format(), List.of(path), data.options()).read(spark);
  }

  /**
   * A table like the training one whose target may be missing, so that nothing is read or derived
   * for it.
   */
  Dataset<Row> unlabelled(String path) {
    Map<String, String> options = new HashMap<>(data.options());
    options.remove(TableSource.LABELS);
    data.target().forEach(target -> options.remove(TableSource.DERIVED + target));
    return new TableSource(data.format(), List.of(path), options).read(spark);
  }

  private Dataset<Row> read(TableSource source) {
    try {
      return source.read(spark);
    } catch (TableException e) {
      if (data.hint().isEmpty()) {
        throw e;
      }
      throw e.below("how to get this data: " + data.hint().get().strip());
    }
  }
}
