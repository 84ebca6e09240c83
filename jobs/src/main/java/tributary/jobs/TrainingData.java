package tributary.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import tributary.io.Redaction;
import tributary.jobs.config.RunConfig;
import tributary.ml.ArchitectureTable;
import tributary.ml.TableException;
import tributary.ml.TrainingTables;
import tributary.spark.ShardPlan;

/** The tables that a configuration names, made ready to train on. */
final class TrainingData {
  private TrainingData() {}

  /**
   * Reads, checks, encodes and cuts what the configuration names, and tells the console.
   *
   * @throws TableException if a table cannot be used; the message names its path
   */
  static TrainingTables prepare(RunConfig config, SparkSession spark, int cores, Console console)
      throws IOException {
    return TableReader.discreetly(config.data(), () -> prepared(config, spark, cores, console));
  }

  private static TrainingTables prepared(
      RunConfig config, SparkSession spark, int cores, Console console) {
    String paths = Redaction.text(String.join(", ", config.data().path()));
    console.line("reading", paths);
    TableReader reader = new TableReader(spark, config.data());
    try {
      TrainingTables tables = prepare(config, reader, cores);
      describe(tables, console);
      return tables;
    } catch (TableException e) {
      String said = String.valueOf(e.getMessage());
      if (said.contains(paths)) {
        throw e;
      }
      // Without rows a column's type is a guess, and a complaint about it would lead nowhere.
      String message =
          reader.holdsNoRows() ? "training table: there are no rows; give it at least two" : said;
      throw new TableException(message + " (data.path = " + paths + ")", e);
    }
  }

  private static TrainingTables prepare(RunConfig config, TableReader reader, int cores) {
    return TrainingTables.prepare(
        config.data().roles(),
        config.seed(),
        StorageLevel.fromString(config.storageLevel()),
        reader.training(),
        reader.heldOut(config.data().validation()),
        reader.heldOut(config.data().test()),
        rows ->
            ShardPlan.of(
                config.shards(), config.tasks(), cores, config.training().batchSize(rows)));
  }

  private static void describe(TrainingTables tables, Console console) {
    List<String> parts = new ArrayList<>();
    parts.add(ArchitectureTable.number(tables.train().rows()) + " rows to train on");
    tables
        .validation()
        .ifPresent(v -> parts.add(ArchitectureTable.number(v.rows()) + " to validate"));
    tables.test().ifPresent(t -> parts.add(ArchitectureTable.number(t.rows()) + " to test"));
    int columns = tables.encoding().features().size();
    console.line(
        "data",
        String.join(", ", parts)
            + "; "
            + columns
            + (columns == 1 ? " column becomes " : " columns become ")
            + tables.encoding().inputs()
            + " inputs");
    tables.warnings().forEach(warning -> console.line("note", warning));
  }
}
