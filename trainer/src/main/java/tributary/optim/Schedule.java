package tributary.optim;

/**
 * The learning rate as a function of the step, and of nothing else, so that a resumed run goes on
 * where it was.
 *
 * <p>{@code toString} gives the formula with its numbers. {@link Schedules} has the usual ones.
 */
public interface Schedule {
  /** The learning rate of step {@code step}, counted from 0; finite and at least 0. */
  double at(long step);
}
