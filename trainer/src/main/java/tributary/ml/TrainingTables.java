package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import tributary.data.TableEncoding;
import tributary.spark.JobDescription;
import tributary.spark.ShardPlan;
import tributary.spark.Shards;

/**
 * The rows of a training as cached shards, to train on, to validate and to test, and how they were
 * encoded; kept until closed.
 *
 * @param warnings what is odd about the tables but can be trained on
 * @param skipped which rows were left out; a report for each table that lost some
 */
public record TrainingTables(
    TableEncoding encoding,
    Shards train,
    Optional<Shards> validation,
    Optional<Shards> test,
    List<String> warnings,
    List<SkipReport> skipped)
    implements AutoCloseable {

  /**
   * Checks, encodes and cuts tables.
   *
   * @param seed for the split into training and held-out rows
   * @param level how raw columns and shards are kept
   * @param plan into how many shards to cut, from the number of training rows
   * @throws TableException if a table cannot be used
   */
  public static TrainingTables prepare(
      ColumnRoles roles,
      long seed,
      StorageLevel level,
      Dataset<Row> training,
      HeldOut validation,
      HeldOut test,
      LongFunction<ShardPlan> plan) {
    try (PreparedTable table =
        new TablePreparation(roles, seed, level).prepare(training, validation, test)) {
      return cut(table, new Cut(table.encoding(), plan.apply(table.train().rows()), level));
    }
  }

  /** All of the tables or, if one of them fails or somebody cancels its job, none. */
  private static TrainingTables cut(PreparedTable table, Cut cut) {
    List<Shards> made = new ArrayList<>();
    boolean done = false;
    try {
      made.add(cut.shards("training", table.train()));
      Optional<Shards> validation = table.validation().map(rows -> cut.shards("validation", rows));
      validation.ifPresent(made::add);
      Optional<Shards> test = table.test().map(rows -> cut.shards("test", rows));
      done = true;
      return new TrainingTables(
          table.encoding(), made.get(0), validation, test, table.warnings(), table.skipped());
    } finally {
      if (!done) {
        made.forEach(Shards::close);
      }
    }
  }

  /** What the cutting of the three tables has in common. */
  private record Cut(TableEncoding encoding, ShardPlan plan, StorageLevel level) {
    Shards shards(String name, EncodedTable rows) {
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
  }

  @Override
  public void close() {
    train.close();
    validation.ifPresent(Shards::close);
    test.ifPresent(Shards::close);
  }
}
