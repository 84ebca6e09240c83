package tributary.jobs;

/** The run was stopped by a signal, after leaving what it had learnt. */
final class InterruptedRun extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InterruptedRun(long steps, RunDirectory directory) {
    super("stopped after step " + steps + "; the weights so far are in " + directory);
  }
}
