package tributary.train;

/**
 * Training: ask for the gradient of the next step, divide it once by the weight of its examples,
 * let the optimizer change the weights, tell the listeners, and now and then measure the weights.
 */
public final class TrainingLoop {
  private final TrainingParts parts;
  private final TrainingListener tell;
  private final StepTimer timer;

  /**
   * @param timer is told where the time of steps went
   * @throws IllegalArgumentException if the configuration asks for what is not there
   */
  public TrainingLoop(TrainingParts parts, StepTimer timer) {
    parts.check();
    this.parts = parts;
    this.tell = Alarms.watching(parts, new Listeners(parts.listeners()));
    this.timer = timer;
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
    Pace pace = new Pace(timer);
    StepMaker maker = new StepMaker(parts, tell, timer);
    try {
      while (!state.finished()) {
        if (parts.stopRequested().getAsBoolean()) {
          state.save();
          break;
        }
        StepId step = state.next();
        maker.make(step, state).ifPresent(pace::stepped);
        if (state.validationDue()) {
          validate(step, state, pace);
        }
        maker.endWindow(step, state.epochEnded());
        if (state.epochEnded()) {
          tell.onEpoch(pace.epochReport(state, step.epoch(), parts.totalSteps()));
        }
        if (state.checkpointDue()) {
          state.save();
        }
      }
      return state.result(pace);
    } finally {
      try {
        parts.source().pause();
      } finally {
        tell.onEnd(pace.ledger());
      }
    }
  }

  private void validate(StepId step, TrainingState state, Pace pace) {
    long begin = System.nanoTime();
    parts.source().pause();
    Evaluation evaluation = parts.validation().orElseThrow().measure(state.weights());
    pace.evaluated(System.nanoTime() - begin);
    boolean best = state.validated(evaluation);
    tell.onValidation(new ValidationReport(state.step(), step.epoch(), evaluation, best));
  }
}
