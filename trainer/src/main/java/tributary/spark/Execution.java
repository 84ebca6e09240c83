package tributary.spark;

/** How the gradient of a step is run on Spark. Whatever is chosen, the bits are the same. */
public enum Execution {
  /** The faster of the other two, as the first steps show. */
  AUTO,
  /** One Spark job per step, see {@link SparkGradientSource}. */
  JOB,
  /** Tasks that stay, see {@link ResidentGradientSource}. */
  RESIDENT
}
