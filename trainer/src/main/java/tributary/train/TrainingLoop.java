package tributary.train;

/**
 * Training: ask for the gradient of the next step, divide it once by the weight of its examples,
 * let the optimizer change the weights, tell the listeners, and now and then measure the weights.
 */
public final class TrainingLoop {
  private final TrainingParts parts;
  private final StepTimer timer;
  private final StepUpdate update;

  /**
   * @param timer is told where the time of steps went
   * @throws IllegalArgumentException if the configuration asks for what is not there
   */
  public TrainingLoop(TrainingParts parts, StepTimer timer) {
    parts.check();
    this.parts = parts;
    this.timer = timer;
    this.update = new StepUpdate(parts.optimizer(), timer);
  }

  /**
   * Trains from {@code initialWeights}, which are copied, in the calling thread.
   *
   * @throws DivergedException if the loss or a gradient is no longer finite
   * @throws tributary.data.DataException if the examples of a step weigh nothing
   */
  public TrainingResult run(float[] initialWeights) {
    return train(TrainingState.fresh(parts, initialWeights));
  }

  /**
   * Goes on after {@code checkpoint}, to the bits of a run that was never interrupted; throws as
   * {@link #run} does, and IllegalArgumentException if it was written with other data or settings.
   */
  public TrainingResult resume(Checkpoint checkpoint) {
    return train(TrainingState.after(checkpoint, parts));
  }

  private TrainingResult train(TrainingState state) {
    Pace pace = new Pace();
    while (!state.finished()) {
      if (parts.stopRequested().getAsBoolean()) {
        state.save();
        break;
      }
      StepId step = state.next();
      takeStep(step, state, pace);
      if (state.validationDue()) {
        validate(step, state, pace);
      }
      if (state.epochEnded()) {
        EpochReport report = pace.epochReport(state, step.epoch(), parts.totalSteps());
        parts.listeners().forEach(listener -> listener.onEpoch(report));
      }
      if (state.checkpointDue()) {
        state.save();
      }
    }
    return state.result(pace);
  }

  private void takeStep(StepId step, TrainingState state, Pace pace) {
    long begin = System.nanoTime();
    GradientSum sum = parts.source().gradient(step, state.weights(), timer);
    StepReport report = update.apply(step, sum, state, begin);
    pace.stepped(report);
    parts.listeners().forEach(listener -> listener.onStep(report));
  }

  private void validate(StepId step, TrainingState state, Pace pace) {
    long begin = System.nanoTime();
    Evaluation evaluation = parts.validation().orElseThrow().measure(state.weights());
    pace.evaluated(System.nanoTime() - begin);
    boolean best = state.validated(evaluation);
    ValidationReport report = new ValidationReport(state.step(), step.epoch(), evaluation, best);
    parts.listeners().forEach(listener -> listener.onValidation(report));
  }
}
