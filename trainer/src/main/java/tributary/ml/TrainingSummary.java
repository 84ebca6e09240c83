package tributary.ml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import tributary.spark.HadoopFiles;
import tributary.train.Evaluation;
import tributary.train.TimeLedger;
import tributary.train.UnitsReport.DeadUnits;

/**
 * How a training went: loss and validation per epoch, where the time was spent, how healthy it was.
 * {@link #show} prints it, {@link #history} is a data frame, {@link #plot} draws the curves.
 */
public final class TrainingSummary {
  private final SummaryFacts facts;
  private final String status;
  private final long steps;
  private final long weightsStep;
  private final Optional<Evaluation> validation;
  private final List<Epoch> epochs;
  private final TimeLedger ledger;
  private final Health health;
  private final List<String> warnings;

  TrainingSummary(
      SummaryFacts facts,
      String status,
      long steps,
      long weightsStep,
      Optional<Evaluation> validation,
      List<Epoch> epochs,
      TimeLedger ledger,
      Health health,
      List<String> warnings) {
    this.facts = facts;
    this.status = status;
    this.steps = steps;
    this.weightsStep = weightsStep;
    this.validation = validation;
    this.epochs = List.copyOf(epochs);
    this.ledger = ledger;
    this.health = health;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * One epoch.
   *
   * @param epoch its number, from 1
   * @param steps how many steps training had behind it
   * @param trainLoss the mean over the epoch's examples, each at the weights of its own step
   * @param validation of the weights at its end, where it was measured
   * @param gradientNorm the mean over its steps, before clipping
   */
  public record Epoch(
      int epoch,
      long steps,
      double trainLoss,
      Optional<Evaluation> validation,
      double gradientNorm,
      double examplesPerSecond) {}

  /**
   * How healthy a training was.
   *
   * @param deadUnits of the last epoch, per layer that can have some
   * @param clipRate the share of steps whose gradient was clipped
   * @param nonFiniteSteps how many were skipped or rolled back
   * @param alarms what was raised, a sentence with advice each
   */
  public record Health(
      List<DeadUnits> deadUnits, double clipRate, long nonFiniteSteps, List<String> alarms) {
    public Health {
      deadUnits = List.copyOf(deadUnits);
      alarms = List.copyOf(alarms);
    }
  }

  /** completed or earlyStopped. */
  public String status() {
    return status;
  }

  /** How many steps were made. */
  public long steps() {
    return steps;
  }

  /** After how many of them the weights are those of the model. */
  public long weightsStep() {
    return weightsStep;
  }

  public List<Epoch> epochs() {
    return epochs;
  }

  /** Of the model's weights; empty without validation rows. */
  public Optional<Evaluation> validation() {
    return validation;
  }

  /** Where the time of the steps went. */
  public TimeLedger ledger() {
    return ledger;
  }

  public Health health() {
    return health;
  }

  /** What was odd about the table but could be trained on. */
  public List<String> warnings() {
    return warnings;
  }

  public String weightsSha256() {
    return facts.weightsSha256();
  }

  /** Training rows. */
  public long rows() {
    return facts.rows();
  }

  /** Rows that were left out since a value of theirs cannot be used; {@link #warnings} say why. */
  public long skippedRows() {
    return facts.skippedRows();
  }

  public int batchSize() {
    return facts.batchSize();
  }

  /** Into how many shards the rows were cut; the same number gives the same weights again. */
  public int shards() {
    return facts.shards();
  }

  SummaryFacts facts() {
    return facts;
  }

  /** A row an epoch, in the active session. */
  public Dataset<Row> history() {
    StructType schema =
        new StructType()
            .add("epoch", DataTypes.IntegerType, false)
            .add("steps", DataTypes.LongType, false)
            .add("trainLoss", DataTypes.DoubleType, false);
    Set<String> metrics = metrics();
    for (String metric : metrics) {
      schema = schema.add(column(metric), DataTypes.DoubleType, true);
    }
    schema =
        schema
            .add("gradientNorm", DataTypes.DoubleType, false)
            .add("examplesPerSecond", DataTypes.DoubleType, false);
    List<Row> rows = new ArrayList<>();
    for (Epoch epoch : epochs) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(epoch.epoch());
      values.add(epoch.steps());
      values.add(epoch.trainLoss());
      for (String metric : metrics) {
        values.add(epoch.validation().map(v -> v.byName().get(metric)).orElse(null));
      }
      values.add(epoch.gradientNorm());
      values.add(epoch.examplesPerSecond());
      rows.add(RowFactory.create(values.toArray()));
    }
    return SparkSession.active().createDataFrame(rows, schema);
  }

  private Set<String> metrics() {
    Set<String> metrics = new LinkedHashSet<>();
    epochs.forEach(epoch -> epoch.validation().ifPresent(v -> metrics.addAll(v.byName().keySet())));
    return metrics;
  }

  private static String column(String metric) {
    return "validation" + metric.substring(0, 1).toUpperCase(Locale.ROOT) + metric.substring(1);
  }

  /** Prints {@link #toString} on the console. */
  public void show() {
    ShellConsole.println(this);
  }

  /**
   * Draws loss, validation and gradient norm over the epochs as one HTML file that opens in any
   * browser and asks for nothing outside, in the place of an old one.
   *
   * @param path on any Hadoop file system
   * @return where it lies
   * @throws IOException naming the path and why it cannot be written
   */
  public String plot(String path) throws IOException {
    byte[] page = SummaryCurves.page(this).getBytes(StandardCharsets.UTF_8);
    SparkSession spark = SparkSession.active();
    Path target = new Path(path);
    new HadoopFiles(spark.sparkContext().hadoopConfiguration()).write(path, page);
    return HadoopFiles.display(
        target.getFileSystem(spark.sparkContext().hadoopConfiguration()).makeQualified(target));
  }

  @Override
  public String toString() {
    return SummaryTable.of(this);
  }
}
