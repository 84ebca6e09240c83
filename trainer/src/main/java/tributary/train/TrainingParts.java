package tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tributary.data.BatchSampler;
import tributary.optim.Optimizer;

/**
 * All that a {@link TrainingLoop} works with: begin with {@link #of} and add to it.
 *
 * @param sampler says how many steps an epoch has; the source must follow the same one
 * @param source not closed by the loop
 * @param validation none: nothing is measured, and the result is the last weights
 * @param listeners told in this order
 * @param checkpoints where to save, every {@code config.checkpointEverySteps} and when stopped
 * @param health which layers the step reports tell of; none: the loop measures no health
 * @param stopRequested asked before each step; must be cheap
 */
public record TrainingParts(
    TrainingConfig config,
    BatchSampler sampler,
    GradientSource source,
    Optimizer optimizer,
    Optional<Validation> validation,
    List<TrainingListener> listeners,
    Optional<CheckpointStore> checkpoints,
    Optional<HealthPlan> health,
    BooleanSupplier stopRequested) {
  public TrainingParts {
    listeners = List.copyOf(listeners);
  }

  public static TrainingParts of(
      TrainingConfig config, BatchSampler sampler, GradientSource source, Optimizer optimizer) {
    return new TrainingParts(
        config,
        sampler,
        source,
        optimizer,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        () -> false);
  }

  public TrainingParts withValidation(Validation rows) {
    return new TrainingParts(
        config,
        sampler,
        source,
        optimizer,
        Optional.of(rows),
        listeners,
        checkpoints,
        health,
        stopRequested);
  }

  /** Adds a listener behind those that there are. */
  public TrainingParts withListener(TrainingListener listener) {
    List<TrainingListener> more = new ArrayList<>(listeners);
    more.add(listener);
    return new TrainingParts(
        config, sampler, source, optimizer, validation, more, checkpoints, health, stopRequested);
  }

  public TrainingParts withCheckpoints(CheckpointStore store) {
    return new TrainingParts(
        config,
        sampler,
        source,
        optimizer,
        validation,
        listeners,
        Optional.of(store),
        health,
        stopRequested);
  }

  public TrainingParts withHealth(HealthPlan plan) {
    return new TrainingParts(
        config,
        sampler,
        source,
        optimizer,
        validation,
        listeners,
        checkpoints,
        Optional.of(plan),
        stopRequested);
  }

  public TrainingParts withStopRequested(BooleanSupplier requested) {
    return new TrainingParts(
        config, sampler, source, optimizer, validation, listeners, checkpoints, health, requested);
  }

  /**
   * @throws IllegalArgumentException if the configuration asks for what is not there
   */
  void check() {
    if (config.patience() > 0 && validation.isEmpty()) {
      throw new IllegalArgumentException(
          "training: patience is "
              + config.patience()
              + " but there are no validation rows to lose it over; set aside some, or set patience"
              + " to 0");
    }
    if (config.checkpointEverySteps() > 0 && checkpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "training: checkpointEverySteps is "
              + config.checkpointEverySteps()
              + " but there is nowhere to save a checkpoint; give a store, or set it to 0");
    }
  }

  /** How many steps a run makes that nothing stops. */
  long totalSteps() {
    long steps = Math.multiplyExact(config.epochs(), sampler.stepsPerEpoch());
    return config.maxSteps() > 0 ? Math.min(steps, config.maxSteps()) : steps;
  }
}
