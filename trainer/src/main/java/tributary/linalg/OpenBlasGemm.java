package tributary.linalg;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product through the OpenBLAS that ships with the trainer, one thread per call.
 *
 * <p>The library is called through netlib's native binding where that runs ({@link
 * NetlibGemm#over}), because it works on the Java arrays themselves; elsewhere through the
 * library's own binding, which needs the operands outside the heap ({@link CopyingOpenBlasGemm}).
 * Copying costs a seventh of the speed at 256 rows and two thirds at one row.
 *
 * @see <a href="https://doi.org/10.1145/1356052.1356053">Goto and van de Geijn 2008, Anatomy of
 *     high-performance matrix multiplication</a>
 */
final class OpenBlasGemm implements Gemm {
  private static final Logger LOG = LoggerFactory.getLogger(OpenBlasGemm.class);
  private static final long SLOW_LOAD_MILLIS = 2_000;

  private final Gemm kernel;
  private final String description;

  private OpenBlasGemm(Gemm kernel, String description) {
    this.kernel = new PiecewiseGemm(kernel);
    this.description = description;
  }

  /**
   * Unpacks the library for this platform (once per machine; JavaCPP keeps it in its cache), loads
   * it and holds it to one thread.
   *
   * @throws LinkageError if there is no library for this platform, or the system lacks what it
   *     needs
   */
  static OpenBlasGemm load() {
    long start = System.nanoTime();
    Loader.load(openblas_nolapack.class);
    limitThreads();
    String version = openblas_nolapack.OPENBLAS_VERSION.strip() + " for " + Loader.getPlatform();
    OpenBlasGemm gemm = bind(version);
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (millis > SLOW_LOAD_MILLIS) {
      LOG.warn(
          "gemm: loading OpenBLAS took {} ms, expected less than {}; if every start is that slow,"
              + " set -Dorg.bytedeco.javacpp.cachedir to a folder on a local disk",
          millis,
          SLOW_LOAD_MILLIS);
    }
    return gemm;
  }

  private static OpenBlasGemm bind(String version) {
    String common = "openblas: " + version + ", 1 thread, ";
    try {
      String inPlace = common + "on the Java arrays in place";
      return new OpenBlasGemm(NetlibGemm.over(libraryFile(), inPlace), inPlace);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      LOG.debug("gemm: netlib's binding cannot carry OpenBLAS, operands will be copied", e);
      return new OpenBlasGemm(
          new CopyingOpenBlasGemm(),
          common + "on copies of the operands (netlib's binding does not run here: " + e + ")");
    }
  }

  /** Tasks are the parallelism: a product that took all cores would only fight its neighbours. */
  private static void limitThreads() {
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
    int threads = org.bytedeco.openblas.presets.openblas_nolapack.blas_get_num_threads();
    if (threads != 1) {
      throw new IllegalStateException(
          "gemm: OpenBLAS uses "
              + threads
              + " threads although it was told to use 1; set OPENBLAS_NUM_THREADS=1 and"
              + " OMP_NUM_THREADS=1 in the environment of the driver and the executors");
    }
  }

  private static Path libraryFile() {
    for (Map.Entry<String, String> loaded : Loader.getLoadedLibraries().entrySet()) {
      if (loaded.getKey().startsWith("openblas")) {
        return Path.of(loaded.getValue());
      }
    }
    throw new IllegalStateException(
        "OpenBLAS is not among the loaded libraries " + Loader.getLoadedLibraries().keySet());
  }

  @Override
  public void gemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    kernel.gemm(
        transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
  }

  @Override
  public String toString() {
    return description;
  }
}
