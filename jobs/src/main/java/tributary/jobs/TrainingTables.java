package tributary.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import tributary.data.TableEncoding;
import tributary.jobs.config.RunConfig;
import tributary.ml.EncodedTable;
import tributary.ml.PreparedTable;
import tributary.ml.TableException;
import tributary.ml.TablePreparation;
import tributary.spark.JobDescription;
import tributary.spark.ShardPlan;
import tributary.spark.Shards;

/**
 * The rows of a training as cached shards, to train on, to validate and to test, and how they were
 * encoded.
 */
record TrainingTables(
    TableEncoding encoding,
    Shards train,
    Optional<Shards> validation,
    Optional<Shards> test,
    List<String> warnings)
    implements AutoCloseable {

  /**
   * Reads, checks, encodes and cuts what the configuration names, and tells the console.
   *
   * @throws TableException if a table cannot be used; the message names its path
   */
  static TrainingTables prepare(RunConfig config, SparkSession spark, int cores, Console console) {
    String paths = String.join(", ", config.data().path());
    console.line("reading", paths);
    TableReader reader = new TableReader(spark, config.data());
    try {
      TrainingTables tables = prepare(config, reader, cores);
      tables.describe(console);
      return tables;
    } catch (TableException e) {
      String found = String.valueOf(e.getMessage());
      if (found.contains(paths)) {
        throw e;
      }
      // Without rows a column's type is a guess, and a complaint about it would lead nowhere.
      String message =
          reader.holdsNoRows() ? "training table: there are no rows; give it at least two" : found;
      throw new TableException(message + " (data.path = " + paths + ")", e);
    }
  }

  private static TrainingTables prepare(RunConfig config, TableReader reader, int cores) {
    StorageLevel level = StorageLevel.fromString(config.storageLevel());
    try (PreparedTable table =
        new TablePreparation(config.data().roles(), config.seed(), level)
            .prepare(
                reader.training(),
                reader.heldOut(config.data().validation()),
                reader.heldOut(config.data().test()))) {
      int batchSize = config.training().batchSize(table.train().rows());
      ShardPlan plan = ShardPlan.of(config.shards(), config.tasks(), cores, batchSize);
      return new TrainingTables(
          table.encoding(),
          cut("training", table.train(), table.encoding(), plan, level),
          table.validation().map(v -> cut("validation", v, table.encoding(), plan, level)),
          table.test().map(t -> cut("test", t, table.encoding(), plan, level)),
          table.warnings());
    }
  }

  private static Shards cut(
      String name, EncodedTable rows, TableEncoding encoding, ShardPlan plan, StorageLevel level) {
    return JobDescription.during(
        rows.blocks().context(),
        "cut the " + rows.rows() + " " + name + " rows into " + plan.shards() + " shards",
        () ->
            Shards.of(
                rows.blocks(),
                rows.rows(),
                encoding.inputs(),
                encoding.target().width(),
                plan.shards(),
                plan.tasks(),
                level));
  }

  private void describe(Console console) {
    List<String> parts = new ArrayList<>();
    parts.add(ArchitectureTable.number(train.rows()) + " rows to train on");
    validation.ifPresent(v -> parts.add(ArchitectureTable.number(v.rows()) + " to validate"));
    test.ifPresent(t -> parts.add(ArchitectureTable.number(t.rows()) + " to test"));
    int columns = encoding.features().size();
    console.line(
        "data",
        String.join(", ", parts)
            + "; "
            + columns
            + (columns == 1 ? " column becomes " : " columns become ")
            + encoding.inputs()
            + " inputs");
    warnings.forEach(warning -> console.line("note", warning));
  }

  @Override
  public void close() {
    train.close();
    validation.ifPresent(Shards::close);
    test.ifPresent(Shards::close);
  }
}
