package tributary.optim;

/** How the learning rate goes over a run. */
public enum ScheduleKind {
  CONSTANT,
  STEP,
  EXPONENTIAL,
  COSINE,
  ONE_CYCLE
}
