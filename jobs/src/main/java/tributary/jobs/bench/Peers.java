package tributary.jobs.bench;

import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * Who is measured beside us.
 *
 * @param libtorch the native framework, if it is there and wanted
 * @param libtorchMissing why it is not, for the notes of figures
 * @param mllib whether Spark's own classifier is wanted
 */
record Peers(Optional<NativePeer> libtorch, String libtorchMissing, boolean mllib) {
  static final String MLLIB_MISSING = "mllib: left out by --without mllib";

  static Peers of(BenchPlan plan) {
    boolean mllib = !plan.without().contains(PeerName.MLLIB);
    if (plan.without().contains(PeerName.LIBTORCH)) {
      return new Peers(Optional.empty(), "libtorch: left out by --without libtorch", mllib);
    }
    try {
      return new Peers(
          NativePeer.find(), "libtorch: not on the class path; build with -Pbench", mllib);
    } catch (ServiceConfigurationError | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Peers(
          Optional.empty(),
          "libtorch: its native library cannot be loaded ("
              + cause.getMessage()
              + "); it is built for Linux on x86-64, so go on without it",
          mllib);
    }
  }

  /** For the line that begins a run. */
  String describe() {
    return libtorch.map(NativePeer::describe).orElse(libtorchMissing)
        + "; "
        + (mllib ? "Spark MLlib" : MLLIB_MISSING);
  }
}
