package tributary.train;

import java.util.Optional;
import java.util.OptionalDouble;
import tributary.data.BatchSampler;
import tributary.optim.OptimizerState;

/**
 * All that changes while training goes on, but for the clock: what a {@link Checkpoint} is a copy
 * of.
 */
final class TrainingState {
  private final TrainingParts parts;
  private final float[] weights;
  private final OptimizerState optimizer;
  private final SetbackState setbacks;
  private long step;
  private EpochSums epoch = EpochSums.NONE;
  private StoppingRule stopping;
  private double lowestLoss = Double.POSITIVE_INFINITY;
  private Optional<BestWeights> best = Optional.empty();

  /** Of the weights as they are. */
  private Optional<Evaluation> latest = Optional.empty();

  private OptionalDouble lastLoss = OptionalDouble.empty();
  private long savedStep = -1;

  private TrainingState(TrainingParts parts, float[] weights, Setbacks before) {
    this.parts = parts;
    this.weights = weights.clone();
    this.optimizer = parts.optimizer().newState(weights.length);
    TrainingConfig config = parts.config();
    this.setbacks = new SetbackState(config.onNonFinite(), before);
    this.stopping = StoppingRule.of(config.patience(), config.minDelta());
  }

  static TrainingState fresh(TrainingParts parts, float[] initialWeights) {
    return new TrainingState(parts, initialWeights, Setbacks.NONE);
  }

  static TrainingState after(Checkpoint checkpoint, TrainingParts parts) {
    checkSameRun(checkpoint, parts.sampler());
    TrainingState state = new TrainingState(parts, checkpoint.weights(), checkpoint.setbacks());
    state.optimizer.restore(checkpoint.step(), checkpoint.optimizerSlots());
    state.step = checkpoint.step();
    state.epoch = checkpoint.epoch();
    TrainingConfig config = parts.config();
    state.stopping =
        new StoppingRule(
            config.patience(), config.minDelta(), checkpoint.patienceLoss(), checkpoint.waited());
    state.lowestLoss = checkpoint.lowestLoss();
    state.best = checkpoint.best();
    state.latest = checkpoint.validation();
    state.savedStep = checkpoint.step();
    state.optimizer.lowerRate(checkpoint.setbacks().rateFactor());
    return state;
  }

  private static void checkSameRun(Checkpoint checkpoint, BatchSampler sampler) {
    checkSame("seed", checkpoint.seed(), sampler.seed());
    checkSame("training rows", checkpoint.rows(), sampler.rows());
    checkSame("shards", checkpoint.shards(), sampler.shards());
    checkSame("training.batchSize", checkpoint.batchSize(), sampler.batchSize());
  }

  private static void checkSame(String name, long saved, long now) {
    if (saved != now) {
      throw new IllegalArgumentException(
          "checkpoint: "
              + name
              + " was "
              + saved
              + " and is now "
              + now
              + "; continue with the data and settings that the checkpoint was written with, or"
              + " start a new run");
    }
  }

  float[] weights() {
    return weights;
  }

  OptimizerState optimizer() {
    return optimizer;
  }

  long step() {
    return step;
  }

  EpochSums epoch() {
    return epoch;
  }

  Optional<Evaluation> latest() {
    return latest;
  }

  Optional<BestWeights> best() {
    return best;
  }

  /** The last mean loss of a step that was finite, in this process. */
  OptionalDouble lastLoss() {
    return lastLoss;
  }

  void sawLoss(double finite) {
    lastLoss = OptionalDouble.of(finite);
  }

  private long stepsPerEpoch() {
    return parts.sampler().stepsPerEpoch();
  }

  StepId next() {
    return new StepId(
        step, Math.toIntExact(step / stepsPerEpoch()), Math.floorMod(step, stepsPerEpoch()));
  }

  /** The weights have been changed by the step that {@code sum} was the gradient of. */
  void stepped(StepId made, GradientSum sum) {
    epoch = (made.inEpoch() == 0 ? EpochSums.NONE : epoch).plus(sum);
    step++;
    latest = Optional.empty();
    setbacks.stepped();
  }

  SetbackState setbacks() {
    return setbacks;
  }

  /** As {@link SetbackState#keepGood}. */
  void keepGood(StepId now, double loss, float[] gradient) {
    setbacks.keepGood(now, loss, gradient, weights, optimizer);
  }

  /**
   * Goes on as if the step had been made, with the weights as they are.
   *
   * @param forget whether the optimizer begins anew, since the step may have spoilt its arrays
   */
  void skip(StepId made, boolean forget) {
    epoch = made.inEpoch() == 0 ? EpochSums.NONE : epoch;
    step++;
    optimizer.advance();
    if (forget) {
      optimizer.forget();
    }
  }

  /** Goes on behind the step, with the last good weights and a smaller rate. */
  void rollBack(StepId made) {
    GoodWeights back = setbacks.good().orElseThrow();
    System.arraycopy(back.weights(), 0, weights, 0, weights.length);
    optimizer.restoreSlots(back.optimizerSlots());
    optimizer.lowerRate(parts.config().onNonFinite().rateFactor());
    latest = Optional.empty();
    skip(made, false);
  }

  /** Gives whether the loss is the lowest so far. */
  boolean validated(Evaluation evaluation) {
    latest = Optional.of(evaluation);
    stopping = stopping.after(evaluation.loss());
    boolean lowest = Double.isFinite(evaluation.loss()) && evaluation.loss() < lowestLoss;
    if (lowest) {
      lowestLoss = evaluation.loss();
      if (parts.config().keepBest()) {
        best = Optional.of(new BestWeights(step, weights.clone(), evaluation));
      }
    }
    return lowest;
  }

  private boolean madeAll() {
    return step >= parts.totalSteps();
  }

  boolean finished() {
    return madeAll() || stopping.stop();
  }

  boolean validationDue() {
    long every = parts.config().validateEverySteps();
    return parts.validation().isPresent()
        && (madeAll() || step % (every > 0 ? every : stepsPerEpoch()) == 0);
  }

  boolean epochEnded() {
    return madeAll() || step % stepsPerEpoch() == 0;
  }

  boolean checkpointDue() {
    long every = parts.config().checkpointEverySteps();
    return every > 0 && step % every == 0;
  }

  /** Saves a checkpoint, if there is a store and it does not have this step yet. */
  void save() {
    if (parts.checkpoints().isPresent() && savedStep != step) {
      parts.checkpoints().get().save(checkpoint());
      savedStep = step;
    }
  }

  private Checkpoint checkpoint() {
    BatchSampler sampler = parts.sampler();
    return new Checkpoint(
        sampler.seed(),
        sampler.rows(),
        sampler.shards(),
        sampler.batchSize(),
        step,
        weights.clone(),
        optimizer.copy().slots(),
        epoch,
        lowestLoss,
        stopping.lowest(),
        stopping.waited(),
        best,
        latest,
        setbacks.snapshot(optimizer.rateFactor()));
  }

  TrainingResult.Status status() {
    if (madeAll()) {
      return TrainingResult.Status.COMPLETED;
    }
    return stopping.stop()
        ? TrainingResult.Status.EARLY_STOPPED
        : TrainingResult.Status.INTERRUPTED;
  }

  TrainingResult result(Pace pace) {
    BestWeights chosen = parts.config().keepBest() ? best.orElse(null) : null;
    return new TrainingResult(
        status(),
        chosen == null ? weights : chosen.weights().clone(),
        chosen == null ? step : chosen.step(),
        epoch.examples() == 0 ? OptionalDouble.empty() : OptionalDouble.of(epoch.meanLoss()),
        chosen == null ? latest : Optional.of(chosen.evaluation()),
        step,
        Math.toIntExact(step / stepsPerEpoch()),
        pace.examples(),
        pace.trainSeconds(),
        pace.evaluateSeconds());
  }
}
