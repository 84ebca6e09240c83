package tributary.jobs.config;

/** How a step is run. */
public enum Execution {
  /** The trainer chooses. */
  AUTO,
  /** One Spark job per step. */
  JOB,
  /** Tasks that stay for the whole run. */
  RESIDENT
}
