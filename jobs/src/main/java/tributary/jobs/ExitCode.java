package tributary.jobs;

/** What the process's exit status says. */
public enum ExitCode {
  OK(0),
  /** A fault of this program: not the user's to mend. */
  INTERNAL(1),
  CONFIGURATION(2),
  /** Data, a model or a checkpoint could not be read, or what they hold cannot be used. */
  DATA(3),
  /** The loss or the gradient stopped being finite. */
  DIVERGED(4),
  CLUSTER(5),
  /** Stopped by Ctrl-C; the JVM itself gives 143 after SIGTERM. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
