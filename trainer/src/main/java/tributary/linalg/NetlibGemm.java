package tributary.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The product through {@code dev.ludovic.netlib}, which Spark MLlib brings along: over the BLAS of
 * the machine where it has one, else in Java; or over a BLAS library of our own choosing.
 *
 * <p>netlib is column-major. A row-major matrix read column-major is its transpose, and Cᵀ = op(B)ᵀ
 * · op(A)ᵀ, so the operands change places and the flags stay. Its native binding works on the Java
 * arrays themselves and copies nothing.
 */
final class NetlibGemm implements Gemm {
  private static final String LIBRARY_PROPERTY = "dev.ludovic.netlib.blas.nativeLibPath";

  private final BLAS blas;
  private final String description;

  private NetlibGemm(BLAS blas, String description) {
    this.blas = blas;
    this.description = description;
  }

  /** The BLAS that netlib itself picks in this JVM, the one that MLlib uses. */
  static NetlibGemm load() {
    BLAS blas = BLAS.getInstance();
    String kind = blas.getClass().getSimpleName();
    if (blas instanceof NativeBLAS) {
      return new NetlibGemm(
          blas,
          "netlib: the BLAS of this machine, whose threads only its own environment variable can"
              + " limit (set OPENBLAS_NUM_THREADS=1 or MKL_NUM_THREADS=1)");
    }
    String cure =
        kind.equals("VectorBLAS") ? "" : "; --add-modules jdk.incubator.vector makes it faster";
    return new NetlibGemm(blas, "netlib: " + kind + ", in Java" + cure);
  }

  /** Whether environment variables, and nothing else, limit the threads of a product. */
  boolean followsEnvironment() {
    return blas instanceof NativeBLAS;
  }

  /** netlib's BLAS in Java, whatever the machine has. */
  static NetlibGemm inJava() {
    BLAS blas = JavaBLAS.getInstance();
    return new NetlibGemm(blas, "netlib: " + blas.getClass().getSimpleName() + ", in Java");
  }

  /**
   * netlib's native binding over the BLAS library in the given file.
   *
   * <p>netlib binds one library per class, the first time it is touched, and MLlib may have touched
   * it already or may want another. So the two classes of the binding are defined anew in a class
   * loader of their own; MLlib's choice stays as it is.
   *
   * @throws ReflectiveOperationException if netlib is of another make than the one known here
   * @throws LinkageError if the binding does not run on this system, or not with that library
   */
  static NetlibGemm over(Path library, String description) throws ReflectiveOperationException {
    // The binding reads the property while its class is initialised, and at no other time.
    String before = System.getProperty(LIBRARY_PROPERTY);
    System.setProperty(LIBRARY_PROPERTY, library.toString());
    try {
      ClassLoader loader = new BindingLoader(BLAS.class.getClassLoader());
      Field instance =
          Class.forName(BindingLoader.BINDING, true, loader).getDeclaredField("instance");
      instance.setAccessible(true);
      return new NetlibGemm((BLAS) instance.get(null), description);
    } finally {
      if (before == null) {
        System.clearProperty(LIBRARY_PROPERTY);
      } else {
        System.setProperty(LIBRARY_PROPERTY, before);
      }
    }
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
    GemmArguments.check(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    if (GemmArguments.settled(m, n, k, alpha, beta, c, cOffset, ldc)) {
      return;
    }
    String flagA = transA ? "T" : "N";
    String flagB = transB ? "T" : "N";
    float[] wholeA = withLastGap(a, aOffset, transA ? k : m, lda);
    float[] wholeB = withLastGap(b, bOffset, transB ? n : k, ldb);
    float[] wholeC = withLastGap(c, cOffset, m, ldc);
    blas.sgemm(
        flagB, flagA, n, m, k, alpha, wholeB, bOffset, ldb, wholeA, aOffset, lda, beta, wholeC,
        cOffset, ldc);
    for (int i = 0; wholeC != c && i < m; i++) {
      System.arraycopy(wholeC, cOffset + i * ldc, c, cOffset + i * ldc, n);
    }
  }

  /**
   * The array, or a longer copy where the last row's gap reaches past its end, which netlib refuses
   * although nothing is there. Networks never meet it: their matrices have no gaps.
   */
  private static float[] withLastGap(float[] x, int offset, int rows, int ld) {
    long end = offset + (long) rows * ld;
    return end <= x.length ? x : Arrays.copyOf(x, Math.toIntExact(end));
  }

  @Override
  public String toString() {
    return description;
  }

  /** Defines the binding's own classes itself and takes everything else from netlib's loader. */
  private static final class BindingLoader extends ClassLoader {
    static final String BINDING = "dev.ludovic.netlib.blas.JNIBLAS";
    private static final Set<String> OWN = Set.of(BINDING, "dev.ludovic.netlib.blas.AbstractBLAS");

    BindingLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!OWN.contains(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name + " is not in this version of netlib");
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(String.format(Locale.ROOT, "%s cannot be read", name), e);
      }
    }
  }
}
