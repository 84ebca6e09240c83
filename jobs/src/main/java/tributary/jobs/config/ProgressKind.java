package tributary.jobs.config;

/** How a run shows how far it is. */
public enum ProgressKind {
  /** {@link #LIVE} on a terminal, else {@link #PLAIN}. */
  AUTO,
  /** One line that is drawn over and over. */
  LIVE,
  /** Lines one below the other. */
  PLAIN
}
