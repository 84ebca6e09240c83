package tributary.train;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.train.NonFiniteReport.Action;

/**
 * What is done about a step that is not finite: finds where it began, says so, and skips it, rolls
 * back or ends the run, as the {@link NonFinitePolicy} has it.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final TrainingParts parts;
  private final TrainingListener tell;

  Recovery(TrainingParts parts, TrainingListener tell) {
    this.parts = parts;
    this.tell = tell;
  }

  /**
   * Leaves {@code state} behind the step.
   *
   * @throws DivergedException if the run cannot go on
   */
  void after(NonFiniteStepException problem, StepId step, TrainingState state) {
    int inRow = state.setbacks().sawNonFinite(step);
    Action action = action(state, inRow);
    NonFiniteReport report =
        new NonFiniteReport(
            step,
            problem.what(),
            problem.gradientNorm(),
            parts.optimizer().learningRate(state.optimizer()),
            origin(step, state),
            action);
    tell.onNonFinite(report);
    switch (action) {
      case STOP -> throw new DivergedException(report, inRow, state, problem);
      case SKIP -> state.skip(step, problem.spoiltOptimizer());
      case ROLLBACK -> state.rollBack(step);
    }
  }

  /** That it could not be found must not hide what happened. */
  private Optional<NonFiniteOrigin> origin(StepId step, TrainingState state) {
    try {
      return parts.source().firstNonFinite(step, state.weights());
    } catch (RuntimeException e) {
      LOG.warn(
          "step {}: where its first value that is not finite lies could not be found ({})",
          step.number(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private Action action(TrainingState state, int inRow) {
    NonFinitePolicy policy = parts.config().onNonFinite();
    // Weights that were never good are nothing to go back to.
    boolean possible = policy.action() != Action.ROLLBACK || state.setbacks().good().isPresent();
    return possible && inRow < policy.maxInRow() ? policy.action() : Action.STOP;
  }
}
