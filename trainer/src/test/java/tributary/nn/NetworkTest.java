package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.Batch;
import tributary.data.Shard;
import tributary.linalg.Gemms;
import tributary.linalg.Matrix;

/** What holds for every network as a whole: sums, purity, workspaces and their memory. */
final class NetworkTest {
  /** One of everything. */
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          11,
          List.of(
              new DenseSpec(16, Activation.GELU),
              new LayerNormSpec(1e-5),
              new DropoutSpec(0.25),
              new ResidualSpec(
                  List.of(
                      new DenseSpec(20, Activation.SILU, true, Initializer.AUTO),
                      new DenseSpec(13, Activation.TANH))),
              new ResidualSpec(List.of(new DenseSpec(13, Activation.SIGMOID))),
              new DenseSpec(9, Activation.LEAKY_RELU),
              new DenseSpec(7, Activation.RELU, true, Initializer.HE),
              new DenseSpec(4, Activation.IDENTITY)),
          new LossSpec.SoftmaxCrossEntropy(4));

  private static final Network NETWORK = Network.of(SPEC);
  private static final float[] WEIGHTS = NETWORK.initialWeights(3);
  private static final Shard SHARD = RandomBatches.shard(SPEC, 64, true, 99);

  private static Batch view(int from, int to) {
    Batch batch = new Batch();
    batch.view(SHARD, from, to);
    return batch;
  }

  private static float[] gradient(Network network, Batch batch) {
    float[] gradient = new float[WEIGHTS.length];
    network.lossAndGradient(WEIGHTS, batch, 5, network.workspace(), gradient);
    return gradient;
  }

  private static double loss(Batch batch) {
    return NETWORK.lossAndGradient(
        WEIGHTS, batch, 5, NETWORK.workspace(), new float[WEIGHTS.length]);
  }

  /** ‖a − b‖ / ‖b‖. */
  private static double relativeError(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / size);
  }

  @Test
  void repeatedCallsGiveTheSameBits() {
    Batch batch = view(3, 60);
    Workspace ws = NETWORK.workspace();
    float[] first = new float[WEIGHTS.length];
    double loss = NETWORK.lossAndGradient(WEIGHTS, batch, 5, ws, first);
    // Whatever a larger and a smaller call left in the workspace must not be seen.
    NETWORK.lossAndGradient(WEIGHTS, view(0, 64), 6, ws, new float[WEIGHTS.length]);
    NETWORK.logits(WEIGHTS, SHARD.x(), 0, 2, ws);
    float[] second = new float[WEIGHTS.length];
    assertEquals(loss, NETWORK.lossAndGradient(WEIGHTS, batch, 5, ws, second));
    assertArrayEquals(first, second);
  }

  @Test
  void theGradientIsAddedToWhatIsThere() {
    float[] once = gradient(NETWORK, view(0, 10));
    float[] shifted = new float[WEIGHTS.length];
    Arrays.fill(shifted, 1f);
    NETWORK.lossAndGradient(WEIGHTS, view(0, 10), 5, NETWORK.workspace(), shifted);
    for (int i = 0; i < once.length; i++) {
      assertEquals(1 + once[i], shifted[i], 1e-6 * (1 + Math.abs(once[i])) + 1e-6);
    }
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    int[] forward = new int[64];
    int[] backward = new int[64];
    for (int i = 0; i < 64; i++) {
      forward[i] = i;
      backward[i] = 63 - i;
    }
    Batch a = new Batch();
    a.gather(SHARD, forward, 0, 64);
    Batch b = new Batch();
    b.gather(SHARD, backward, 0, 64);
    assertEquals(loss(a), loss(b), 1e-6 * loss(a));
    assertTrue(relativeError(gradient(NETWORK, a), gradient(NETWORK, b)) <= 1e-6);
  }

  @Test
  void splittingABatchGivesTheSameSums() {
    float[] whole = gradient(NETWORK, view(0, 64));
    for (int cut : new int[] {0, 1, 17, 63, 64}) {
      Workspace ws = NETWORK.workspace();
      float[] parts = new float[WEIGHTS.length];
      double loss = NETWORK.lossAndGradient(WEIGHTS, view(0, cut), 5, ws, parts);
      loss += NETWORK.lossAndGradient(WEIGHTS, view(cut, 64), 5, ws, parts);
      assertEquals(loss(view(0, 64)), loss, 1e-6 * loss, "cut at " + cut);
      double error = relativeError(parts, whole);
      assertTrue(error <= 1e-6, "cut at " + cut + ": " + error);
    }
  }

  @Test
  void aBatchWithoutRowsAddsNothing() {
    assertEquals(0, loss(view(7, 7)));
    assertArrayEquals(new float[WEIGHTS.length], gradient(NETWORK, view(7, 7)));
    float[] anew = gradient(NETWORK, view(0, 7));
    assertEquals(
        0, NETWORK.lossAndNewGradient(WEIGHTS, view(7, 7), 5, NETWORK.workspace(), anew, null));
    assertArrayEquals(new float[WEIGHTS.length], anew);
    Matrix logits = NETWORK.logits(WEIGHTS, SHARD.x(), 0, 0, NETWORK.workspace());
    assertEquals(0, logits.rows());
    assertEquals(0, NETWORK.loss(logits, view(7, 7)));
  }

  @Test
  void oneByOne() {
    Network network =
        Network.of(
            new NetworkSpec(
                1, List.of(new DenseSpec(1, Activation.IDENTITY)), new LossSpec.SquaredError(1)));
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, 1, 1, 1, new float[] {3}, new float[] {1}, null), 0, 1);
    float[] gradient = new float[2];
    // y = 2·3 − 1 = 5, loss 16, dy = 8.
    float[] weights = {2, -1};
    assertEquals(
        16, network.lossAndGradient(weights, batch, 0, network.workspace(), gradient), 1e-5);
    assertArrayEquals(new float[] {24, 8}, gradient, 1e-5f);
  }

  @Test
  void everyGemmProviderGivesTheSameGradient() {
    float[] reference = gradient(Network.of(SPEC, Gemms.named("reference")), view(0, 64));
    assertTrue(relativeError(gradient(NETWORK, view(0, 64)), reference) <= 1e-5);
  }

  @Test
  void evaluationIsTheExactNetworkWithoutDropout() {
    Batch batch = view(2, 40);
    DoubleNetwork exact = DoubleNetwork.evaluating(SPEC, NETWORK.layout());
    double[] params = new double[WEIGHTS.length];
    for (int i = 0; i < params.length; i++) {
      params[i] = WEIGHTS[i];
    }
    Matrix logits = NETWORK.logits(WEIGHTS, batch.x(), batch.xOffset(), 38, NETWORK.workspace());
    for (int r = 0; r < 38; r++) {
      double[] expected = exact.logits(params, batch, r);
      for (int o = 0; o < 4; o++) {
        assertEquals(expected[o], logits.data()[logits.offset() + r * 4 + o], 1e-5);
      }
    }
    assertEquals(exact.loss(params, batch), NETWORK.loss(logits, batch), 1e-4);
  }

  @Test
  void twoThreadsWithTheirOwnWorkspacesDoNotDisturbEachOther() throws Exception {
    float[][] expected = {gradient(NETWORK, view(0, 40)), gradient(NETWORK, view(20, 64))};
    Batch[] batches = {view(0, 40), view(20, 64)};
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> different =
          List.of(
              pool.submit(() -> differing(together, batches[0], expected[0])),
              pool.submit(() -> differing(together, batches[1], expected[1])));
      for (Future<Integer> f : different) {
        assertEquals(0, f.get(), "calls whose gradient differed");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static int differing(CyclicBarrier together, Batch batch, float[] expected)
      throws Exception {
    Workspace ws = NETWORK.workspace();
    together.await();
    int differing = 0;
    for (int i = 0; i < 200; i++) {
      float[] gradient = new float[WEIGHTS.length];
      NETWORK.lossAndGradient(WEIGHTS, batch, 5, ws, gradient);
      differing += Arrays.equals(expected, gradient) ? 0 : 1;
    }
    return differing;
  }

  @Test
  void warmCallsAllocateNothing() {
    assertAllocatesNothing(SPEC);
  }

  @ParameterizedTest
  @MethodSource("everyActivationWithEveryLoss")
  void noActivationAndNoLossAllocates(NetworkSpec spec) {
    assertAllocatesNothing(spec);
  }

  static List<NetworkSpec> everyActivationWithEveryLoss() {
    List<NetworkSpec> specs = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (LossSpec loss :
          List.of(
              new LossSpec.SquaredError(4),
              new LossSpec.Huber(4, 1),
              new LossSpec.SoftmaxCrossEntropy(4),
              new LossSpec.BinaryCrossEntropy(4))) {
        List<LayerSpec> layers =
            List.of(
                new DenseSpec(9, activation),
                new DenseSpec(7, activation, true, Initializer.AUTO),
                new DenseSpec(4, Activation.IDENTITY));
        specs.add(new NetworkSpec(11, layers, loss));
      }
    }
    return specs;
  }

  /** Gathering, a new gradient and one that is added to, on batches of two sizes. */
  private static void assertAllocatesNothing(NetworkSpec spec) {
    Network network = Network.of(spec);
    float[] weights = network.initialWeights(3);
    float[] gradient = new float[weights.length];
    Shard shard = RandomBatches.shard(spec, 64, true, 99);
    int[] rows = IntStream.range(0, 64).map(i -> 63 - i).toArray();
    Workspace ws = network.workspace();
    Batch batch = new Batch();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    // The JIT compiles while it likes; an allocation of the code's own would be there every time.
    for (int attempt = 0; attempt < 20 && allocated > 0; attempt++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 100; i++) {
        batch.gather(shard, rows, i % 2 == 0 ? 0 : 31, 64);
        network.lossAndNewGradient(weights, batch, i, ws, gradient, null);
        batch.view(shard, 0, 64);
        network.lossAndGradient(weights, batch, i, ws, gradient);
      }
      allocated = threads.getThreadAllocatedBytes(id) - before;
    }
    assertEquals(0, allocated, "bytes in 100 rounds of " + spec);
  }

  @Test
  void wrongLengthsAndForeignWorkspacesAreRefused() {
    Batch batch = view(0, 4);
    float[] tooShort = new float[WEIGHTS.length - 1];
    Workspace ws = NETWORK.workspace();
    assertRefused(
        "weights has " + tooShort.length,
        () -> NETWORK.lossAndGradient(tooShort, batch, 0, ws, WEIGHTS.clone()));
    assertRefused(
        "gradient has " + tooShort.length,
        () -> NETWORK.lossAndGradient(WEIGHTS, batch, 0, ws, tooShort));
    assertRefused(
        "weights has " + tooShort.length, () -> NETWORK.logits(tooShort, batch.x(), 0, 4, ws));
    Workspace foreign = Network.of(SPEC).workspace();
    assertRefused(
        "made by another network",
        () -> NETWORK.lossAndGradient(WEIGHTS, batch, 0, foreign, WEIGHTS.clone()));
    assertRefused(
        "the logits are 3 × 4, expected 4 rows × 4",
        () -> NETWORK.loss(new Matrix(new float[12], 0, 3, 4), batch));
  }

  private static void assertRefused(String part, Runnable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call::run).getMessage());
    assertTrue(message.contains(part), message);
  }
}
