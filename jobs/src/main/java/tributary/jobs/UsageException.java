package tributary.jobs;

/** What was asked for on the command line or in the configuration cannot be done; exit status 2. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
