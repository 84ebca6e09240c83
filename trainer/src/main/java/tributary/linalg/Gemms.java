package tributary.linalg;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.linalg.GemmChoice.Candidate;
import tributary.linalg.GemmChoice.Chosen;

/**
 * Hands out the matrix product: the fastest provider that this machine can run, picked once per
 * JVM.
 *
 * <p>In order: {@code openblas}, the library that ships with the trainer; {@code netlib}, what
 * Spark MLlib computes with; {@code reference}, three loops. Reports name it, because the last bits
 * of a product depend on it.
 *
 * <p>With OpenBLAS they also depend on the family of the processor, which it asks for its widest
 * instructions. Where a cluster mixes families and runs are to agree to the bit, set {@code
 * OPENBLAS_CORETYPE=Haswell} in the environment of driver and executors, or another that all have.
 */
public final class Gemms {
  private static final Logger LOG = LoggerFactory.getLogger(Gemms.class);

  // Not method references: those look the classes up at once, and a library may be missing.
  private static final GemmChoice CHOICE =
      new GemmChoice(
          List.of(
              new Candidate("openblas", () -> OpenBlasGemm.load()),
              new Candidate("netlib", () -> NetlibGemm.load()),
              new Candidate("reference", ReferenceGemm::new)),
          LOG::warn);

  private Gemms() {}

  /**
   * The provider of this JVM, loaded at the first call. A fallback is logged then, as one warning
   * with its cause and its cure.
   *
   * @throws IllegalStateException if the provider named to {@link #use} cannot be loaded
   */
  public static Gemm provider() {
    return CHOICE.chosen().gemm();
  }

  /** The provider's name: openblas, netlib or reference. */
  public static String name() {
    return CHOICE.chosen().name();
  }

  /** One line: which provider, in which version, and why that one. */
  public static String describe() {
    Chosen chosen = CHOICE.chosen();
    return chosen.gemm() + " (" + chosen.why() + ")";
  }

  /**
   * Whether the provider of this JVM takes as many threads as OPENBLAS_NUM_THREADS and its like
   * allow: only netlib over the machine's own BLAS does, OpenBLAS is held to one.
   */
  public static boolean followsEnvironment() {
    return provider() instanceof NetlibGemm netlib && netlib.followsEnvironment();
  }

  /**
   * A provider by name, beside the one of this JVM: {@code openblas}, {@code netlib}, {@code
   * reference}, or {@code auto} for {@link #provider()}.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it cannot be loaded on this machine; the message says why
   */
  public static Gemm named(String name) {
    return CHOICE.named(name);
  }

  /**
   * Makes {@link #provider()} the one of this name, to be called before the first product of the
   * JVM; {@code auto} leaves the choice to this class.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if this JVM already computes with another
   */
  public static void use(String name) {
    CHOICE.use(name);
  }
}
