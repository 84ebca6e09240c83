package tributary.jobs;

/** How progress is shown. */
interface ProgressView extends AutoCloseable {
  /** What a line of its own means to the reader. */
  enum Tone {
    NOTE,
    GOOD,
    WARNING,
    ALARM
  }

  /**
   * A step is done.
   *
   * @return whether this has left a row, so that what is counted since the last row begins anew
   */
  boolean step(Standing standing);

  void epoch(EpochRow row);

  /** A line behind a short label. */
  void line(String label, String text, Tone tone);

  /** Leaves nothing that is not finished; may be called again. */
  @Override
  void close();
}
