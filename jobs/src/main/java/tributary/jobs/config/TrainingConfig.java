package tributary.jobs.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tributary.ml.Words;
import tributary.optim.Optimizer;
import tributary.optim.OptimizerConfig;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleConfig;
import tributary.optim.ScheduleKind;
import tributary.optim.WeightRange;
import tributary.train.NonFinitePolicy;
import tributary.train.NonFiniteReport;

/**
 * The section {@code training}.
 *
 * @param batchSize rows of one step over all shards; empty for all rows
 * @param clipNorm the largest norm of the mean gradient; empty for no bound
 * @param clipValue the largest size of one of its elements, cut before the norm; empty for no bound
 * @param momentum of sgd; 0 for none
 * @param validateEverySteps steps between validations; 0 for one per epoch
 * @param patience validations without an improvement before the run stops; 0 for never
 * @param minDelta how much smaller the validation loss must be to count as improved
 * @param keepBest whether the weights of the best validation are the result
 * @param reportEverySteps steps between two reported ones; 0 for none but the epochs'
 * @param onNonFinite what is done about a step whose loss or gradient is not finite
 * @param maxNonFinite how many such steps in a row end the run all the same
 * @param rollbackFactor what a rollback multiplies the learning rate by
 * @param maxSteps the run ends after so many steps even within an epoch; 0 for no such bound
 */
public record TrainingConfig(
    int epochs,
    OptionalInt batchSize,
    double learningRate,
    OptionalDouble clipNorm,
    OptionalDouble clipValue,
    OptimizerKind optimizer,
    double momentum,
    boolean nesterov,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    ScheduleConfig schedule,
    int validateEverySteps,
    int patience,
    double minDelta,
    boolean keepBest,
    int reportEverySteps,
    long maxSteps,
    NonFiniteReport.Action onNonFinite,
    int maxNonFinite,
    double rollbackFactor) {
  static TrainingConfig read(Section in) {
    ValueReader<Double> positive = ValueReader.number(Range.above(0));
    ValueReader<Double> notNegative = ValueReader.number(Range.atLeast(0));
    ValueReader<Double> fraction = ValueReader.number(Range.fraction());
    TrainingConfig config =
        new TrainingConfig(
            in.integer("epochs", 1),
            RunConfig.optionalInt(
                in.get("batchSize", ValueReader.wholeNumber(1, Integer.MAX_VALUE).or("all"))),
            in.get("learningRate", positive),
            optionalDouble(in.get("clipNorm", positive.or("off"))),
            optionalDouble(in.get("clipValue", positive.or("off"))),
            in.get("optimizer", ValueReader.choice(OptimizerKind.class)),
            in.get("momentum", fraction),
            in.get("nesterov", ValueReader.flag()),
            in.get("weightDecay", notNegative),
            in.get("beta1", fraction),
            in.get("beta2", fraction),
            in.get("epsilon", positive),
            schedule(in.section("schedule")),
            in.integer("validateEverySteps", 0),
            in.integer("patience", 0),
            in.get("minDelta", notNegative),
            in.get("keepBest", ValueReader.flag()),
            in.integer("reportEverySteps", 0),
            in.get("maxSteps", ValueReader.wholeNumber(0, Long.MAX_VALUE)),
            in.get("onNonFinite", ValueReader.choice(NonFiniteReport.Action.class)),
            in.integer("maxNonFinite", 1),
            in.get("rollbackFactor", ValueReader.number(Range.share())));
    in.done();
    return config;
  }

  /** What the loop does about a step that is not finite. */
  public NonFinitePolicy nonFinitePolicy() {
    return new NonFinitePolicy(onNonFinite, maxNonFinite, rollbackFactor);
  }

  /** Rows of one step: {@link #batchSize}, or all of them. */
  public int batchSize(long rows) {
    return (int) Math.min(rows, batchSize.orElse(Integer.MAX_VALUE));
  }

  /** Steps of the whole run, if nothing stops it early. */
  public long steps(long stepsPerEpoch) {
    long all = Math.multiplyExact(epochs, stepsPerEpoch);
    return maxSteps > 0 ? Math.min(maxSteps, all) : all;
  }

  /** The recipe for people: {@code AdamW, learning rate 0.003 cosine, weight decay 0.01}. */
  public String describe() {
    return toConfig().describe(Words.of(schedule.kind()));
  }

  /**
   * The optimizer of a run.
   *
   * @param stepsPerEpoch how many steps an epoch has
   * @param decayed the weights that decay, usually the matrices and not the biases
   */
  public Optimizer toOptimizer(long stepsPerEpoch, List<WeightRange> decayed) {
    return toConfig().toOptimizer(stepsPerEpoch, steps(stepsPerEpoch), decayed);
  }

  private OptimizerConfig toConfig() {
    return new OptimizerConfig(
        optimizer,
        learningRate,
        schedule,
        clipNorm,
        clipValue,
        momentum,
        nesterov,
        weightDecay,
        beta1,
        beta2,
        epsilon);
  }

  /** Reads the section {@code training.schedule}. */
  private static ScheduleConfig schedule(Section in) {
    ValueReader<Double> divisor = ValueReader.number(Range.atLeast(1));
    ScheduleConfig config =
        new ScheduleConfig(
            in.get("kind", ValueReader.choice(ScheduleKind.class)),
            in.integer("warmupSteps", 0),
            in.get("warmupEpochs", ValueReader.number(Range.atLeast(0))),
            in.get("every", ValueReader.number(Range.above(0))),
            in.get("factor", ValueReader.number(Range.share())),
            in.get("floor", ValueReader.number(Range.atLeast(0))),
            in.get("climb", ValueReader.number(new Range(0, false, 1, false))),
            in.get("startDivisor", divisor),
            in.get("endDivisor", divisor));
    in.done();
    return config;
  }

  private static OptionalDouble optionalDouble(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
