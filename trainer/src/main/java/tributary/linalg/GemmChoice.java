package tributary.linalg;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Picks one of several providers, once: the one asked for, or else the first that loads.
 *
 * <p>Thread-safe. {@link Gemms} holds the one of this JVM.
 */
final class GemmChoice {
  static final String AUTO = "auto";

  /** A provider by its name; {@code loader} may fail, and says why. */
  record Candidate(String name, Callable<Gemm> loader) {}

  /** A provider that has been loaded; {@code why} is how it came to be chosen. */
  record Chosen(String name, Gemm gemm, String why) {}

  private final List<Candidate> candidates;
  private final Consumer<String> warnings;
  private final Map<String, Gemm> loaded = new HashMap<>();
  private String wanted = AUTO;
  private volatile @Nullable Chosen chosen;

  /**
   * @param candidates best first; the last one must always load
   * @param warnings hears of each fallback, once
   */
  GemmChoice(List<Candidate> candidates, Consumer<String> warnings) {
    this.candidates = List.copyOf(candidates);
    this.warnings = warnings;
  }

  /** Fixes what {@link #chosen} will be, see {@link Gemms#use}. */
  synchronized void use(String name) {
    if (!name.equals(AUTO)) {
      candidate(name);
    }
    Chosen already = chosen;
    if (already != null && !name.equals(AUTO) && !name.equals(already.name())) {
      throw new IllegalStateException(
          "gemm: cannot change to "
              + name
              + ", this JVM already computes with "
              + already.name()
              + " ("
              + already.why()
              + "); choose before the first product, or start a new JVM");
    }
    if (already == null) {
      wanted = name;
    }
  }

  Chosen chosen() {
    Chosen already = chosen;
    return already == null ? choose() : already;
  }

  /** One provider by name, loaded once; {@code auto} is the chosen one. */
  Gemm named(String name) {
    if (name.equals(AUTO)) {
      return chosen().gemm();
    }
    Candidate candidate = candidate(name);
    try {
      return load(candidate);
    } catch (Exception | LinkageError e) {
      throw new IllegalStateException(
          "gemm: "
              + name
              + " cannot be loaded on "
              + platform()
              + " ("
              + cause(e)
              + "); use "
              + AUTO
              + " for the fastest that can",
          e);
    }
  }

  private synchronized Chosen choose() {
    Chosen already = chosen;
    if (already != null) {
      return already;
    }
    Chosen first =
        wanted.equals(AUTO) ? firstThatLoads() : new Chosen(wanted, named(wanted), "asked for");
    chosen = first;
    return first;
  }

  private Chosen firstThatLoads() {
    StringBuilder failures = new StringBuilder();
    for (Candidate candidate : candidates) {
      try {
        Gemm gemm = load(candidate);
        if (failures.isEmpty()) {
          return new Chosen(candidate.name(), gemm, "the fastest provider, it loaded");
        }
        warnings.accept(
            "gemm: falling back to "
                + candidate.name()
                + " on "
                + platform()
                + ", training will be slower, because"
                + failures
                + ". Cure: put org.bytedeco:openblas and org.bytedeco:javacpp with their natives"
                + " for this platform on the class path, and let"
                + " -Dorg.bytedeco.javacpp.cachedir name a folder that can be written and"
                + " executed from");
        return new Chosen(candidate.name(), gemm, "fallback, because" + failures);
      } catch (Exception | LinkageError e) {
        failures.append(failures.isEmpty() ? " " : "; ");
        failures.append(candidate.name()).append(" did not load: ").append(cause(e));
      }
    }
    throw new IllegalStateException(
        "gemm: no provider could be loaded on " + platform() + ", because" + failures);
  }

  private Gemm load(Candidate candidate) throws Exception {
    synchronized (loaded) {
      Gemm before = loaded.get(candidate.name());
      if (before != null) {
        return before;
      }
      Gemm gemm = candidate.loader().call();
      loaded.put(candidate.name(), gemm);
      return gemm;
    }
  }

  private Candidate candidate(String name) {
    StringJoiner known = new StringJoiner(", ", AUTO + ", ", "");
    for (Candidate candidate : candidates) {
      if (candidate.name().equals(name)) {
        return candidate;
      }
      known.add(candidate.name());
    }
    throw new IllegalArgumentException(
        "gemm: there is no provider \"" + name + "\"; expected one of " + known);
  }

  private static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /**
   * The failure and the root of it, on one line: a native loader wraps its reason several times.
   */
  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root == failure ? failure.toString() : failure + ", caused by " + root;
    return text.replaceAll("\\s+", " ");
  }
}
