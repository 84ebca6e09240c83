package tributary.jobs;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tributary.jobs.config.DataConfig;
import tributary.jobs.config.HeldOutConfig;
import tributary.ml.HeldOut;
import tributary.ml.TableException;
import tributary.ml.TableSource;

/** Reads the tables that a configuration names, and says how to get them when they are missing. */
final class TableReader {
  private final SparkSession spark;
  private final DataConfig data;

  TableReader(SparkSession spark, DataConfig data) {
    this.spark = spark;
    this.data = data;
  }

  Dataset<Row> training() {
    return read(data.trainSource());
  }

  HeldOut heldOut(HeldOutConfig config) {
    Optional<TableSource> source = data.sourceOf(config);
    if (source.isPresent()) {
      return HeldOut.table(read(source.get()));
    }
    return config.fraction() > 0 ? HeldOut.fraction(config.fraction()) : HeldOut.none();
  }

  /** A table like the training one that lies elsewhere. */
  Dataset<Row> at(String path) {
    return new TableSource(data.format(), List.of(path), data.options()).read(spark);
  }

  private Dataset<Row> read(TableSource source) {
    try {
      return source.read(spark);
    } catch (TableException e) {
      if (data.hint().isEmpty()) {
        throw e;
      }
      throw new TableException(
          e.getMessage() + "\nhow to get this data: " + data.hint().get().strip(), e);
    }
  }
}
