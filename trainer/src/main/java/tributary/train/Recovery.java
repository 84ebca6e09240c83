package tributary.train;

import tributary.train.NonFiniteReport.Action;

/**
 * What is done about a step that is not finite: finds where it began, says so, and ends the run.
 */
final class Recovery {
  private final TrainingParts parts;
  private final TrainingListener tell;

  Recovery(TrainingParts parts, TrainingListener tell) {
    this.parts = parts;
    this.tell = tell;
  }

  /**
   * @throws DivergedException because the run cannot go on
   */
  void after(NonFiniteStepException problem, StepId step, TrainingState state) {
    NonFiniteReport report =
        new NonFiniteReport(
            step,
            problem.what(),
            problem.gradientNorm(),
            parts.optimizer().learningRate(step.number()),
            parts.source().firstNonFinite(step, state.weights()),
            Action.STOP);
    tell.onNonFinite(report);
    throw new DivergedException(report, state, problem);
  }
}
