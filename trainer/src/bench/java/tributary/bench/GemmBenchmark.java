package tributary.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tributary.linalg.Gemm;
import tributary.linalg.Gemms;

/**
 * The matrix product by provider, at the shapes of training and at a large square, which is the
 * processor's own rate. {@code reference} is so slow that one asks for it by {@code -p
 * provider=reference}, with small shapes; {@code netlib} is what this JVM gives, so add {@code
 * -jvmArgsAppend "--add-modules jdk.incubator.vector"} for its faster Java.
 *
 * <p>A shape is written as the transposes and m×n×k: {@code NT} is forward, {@code TN} the gradient
 * of the weights, {@code NN} the gradient of the inputs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {
  @Param({"openblas", "netlib"})
  private String provider;

  @Param({
    "NN 2048x2048x2048",
    "NT 256x256x784", "TN 256x784x256",
    "NT 256x128x256", "TN 128x256x256", "NN 256x256x128",
    "NT 256x10x128", "TN 10x128x256", "NN 256x128x10",
    "NT 512x1024x784", "TN 1024x784x512",
    "NT 512x1024x1024", "TN 1024x1024x512", "NN 512x1024x1024",
    "NT 512x10x1024", "TN 10x1024x512", "NN 512x1024x10",
    "NT 512x128x9", "TN 128x9x512", "NT 512x128x128", "TN 128x128x512", "NN 512x128x128"
  })
  private String shape;

  private Gemm gemm;
  private boolean transA;
  private boolean transB;
  private int m;
  private int n;
  private int k;
  private float[] a;
  private float[] b;
  private float[] c;

  @Setup
  public void setUp() {
    gemm = Gemms.named(provider);
    transA = shape.charAt(0) == 'T';
    transB = shape.charAt(1) == 'T';
    String[] sizes = shape.substring(3).toLowerCase(Locale.ROOT).split("x", -1);
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    a = Networks.normal(m * k);
    b = Networks.normal(k * n);
    c = new float[m * n];
  }

  /** beta is 0, so that the values do not grow from call to call. */
  @Benchmark
  public float[] gemm() {
    gemm.gemm(
        transA, transB, m, n, k, 1, a, 0, transA ? m : k, b, 0, transB ? k : n, 0, c, 0, n);
    return c;
  }
}
