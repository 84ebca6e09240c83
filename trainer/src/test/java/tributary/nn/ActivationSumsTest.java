package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.RandomStream;
import tributary.data.Shard;

final class ActivationSumsTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          6,
          List.of(
              new DenseSpec(70, Activation.RELU),
              new ResidualSpec(List.of(new DenseSpec(70, Activation.RELU, true, Initializer.HE))),
              new DenseSpec(9, Activation.LEAKY_RELU),
              new DenseSpec(2, Activation.IDENTITY)),
          new LossSpec.SquaredError(2));
  private static final Network NETWORK = Network.of(SPEC);

  private static ActivationSums watch(
      Network network, float[] weights, Batch batch, boolean moments) {
    ActivationSums seen = new ActivationSums(network.unitLayers(), moments);
    float[] gradient = new float[weights.length];
    network.lossAndGradient(weights, batch, 0, network.workspace(), gradient, seen);
    return seen;
  }

  @Test
  void layersOfUnitsAreNamedAsTheirWeightsAre() {
    assertEquals(
        List.of("layers.0", "layers.1.body.0", "layers.2", "layers.3"),
        NETWORK.unitLayers().stream().map(UnitLayer::name).toList());
    assertEquals(
        List.of(true, false, false, false),
        NETWORK.unitLayers().stream().map(UnitLayer::canDie).toList());
    List<String> names =
        NETWORK.layout().layers().stream().map(ParameterLayout.LayerRange::layer).toList();
    assertEquals(List.of("layers.0", "layers.1.body.0", "layers.2", "layers.3"), names);
    int end = 0;
    for (ParameterLayout.LayerRange range : NETWORK.layout().layers()) {
      assertEquals(end, range.offset());
      end = range.end();
    }
    assertEquals(NETWORK.layout().size(), end);
  }

  /** One dense layer, against the definition written out in double. */
  @Test
  void sumsAreThoseOfTheDefinition() {
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      for (boolean skip : new boolean[] {false, true}) {
        for (int rows : new int[] {1, 7, 33, 130}) {
          assertDefinition(activation, skip, rows);
        }
      }
    }
  }

  private static void assertDefinition(Activation activation, boolean skip, int rows) {
    int units = 13;
    NetworkSpec spec =
        new NetworkSpec(
            5,
            List.of(
                new DenseSpec(units, activation, skip, Initializer.AUTO),
                new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1));
    Network network = Network.of(spec);
    float[] weights = network.initialWeights(rows);
    for (int o = 0; o < units; o++) {
      // Biases from far below to above 0, so that some units never, some seldom are active.
      weights[network.layout().slot("layers.0.bias").offset() + o] = o / 3f - 3.5f;
    }
    Batch batch = RandomBatches.draw(spec, rows, false, rows);
    ActivationSums seen = watch(network, weights, batch, true);
    double sum = 0;
    double squares = 0;
    int zeros = 0;
    boolean[] active = new boolean[units];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < units; o++) {
        double z = weights[network.layout().slot("layers.0.bias").offset() + o];
        for (int i = 0; i < 5; i++) {
          z += (double) weights[o * 5 + i] * batch.x()[batch.xOffset() + r * 5 + i];
        }
        double f = activation == Activation.RELU ? Math.max(z, 0) : Math.tanh(z);
        double y = skip ? z + f : f;
        sum += y;
        squares += y * y;
        zeros += f == 0 ? 1 : 0;
        active[o] |= f > 0;
      }
    }
    String which = activation + (skip ? " with skip, " : ", ") + rows + " rows";
    double n = rows * units;
    int count = 0;
    for (boolean unit : active) {
      count += unit ? 1 : 0;
    }
    assertEquals(sum / n, seen.mean(0), 1e-5, which);
    assertEquals(Math.sqrt(squares / n - sum / n * sum / n), seen.deviation(0), 1e-5, which);
    assertEquals(zeros / n, seen.zeroShare(0), 1e-12, which);
    boolean canDie = activation == Activation.RELU && !skip;
    assertEquals(canDie ? count : units, seen.activeUnits(0), which);
    assertTrue(!canDie || rows < 100 || (count > 3 && count < units), which + ": " + count);
  }

  /** One row among many that alone wakes a unit, wherever it stands. */
  @Test
  void aSingleActiveExampleIsSeenWhereverItStands() {
    NetworkSpec spec =
        new NetworkSpec(
            1,
            List.of(new DenseSpec(1, Activation.RELU), new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1));
    Network network = Network.of(spec);
    int rows = 100;
    for (int awake = -1; awake < rows; awake++) {
      float[] x = new float[rows];
      Arrays.fill(x, -1);
      if (awake >= 0) {
        x[awake] = 1e-30f;
      }
      Batch batch = new Batch();
      batch.view(new Shard(0, 1, rows, 1, 1, x, new float[rows], null), 0, rows);
      ActivationSums seen = watch(network, new float[] {1, 0, 1, 0}, batch, false);
      assertEquals(awake >= 0 ? 1 : 0, seen.activeUnits(0), "row " + awake);
    }
  }

  @Test
  void watchingChangesNoBit() {
    float[] weights = NETWORK.initialWeights(5);
    Batch batch = RandomBatches.draw(SPEC, 50, true, 5);
    float[] plain = new float[weights.length];
    float[] watched = new float[weights.length];
    double loss = NETWORK.lossAndGradient(weights, batch, 1, NETWORK.workspace(), plain);
    ActivationSums seen = new ActivationSums(NETWORK.unitLayers(), true);
    double same = NETWORK.lossAndGradient(weights, batch, 1, NETWORK.workspace(), watched, seen);
    assertEquals(loss, same);
    assertArrayEquals(plain, watched);
  }

  @Test
  void partsAddUpToTheWholeAndTravel() throws IOException {
    RandomStream random = new RandomStream(8);
    float[] weights = NETWORK.initialWeights(8);
    for (int o = 0; o < 70; o++) {
      weights[NETWORK.layout().slot("layers.0.bias").offset() + o] = -3 - random.nextInt(3);
    }
    Shard shard = RandomBatches.shard(SPEC, 90, false, 8);
    Batch batch = new Batch();
    batch.view(shard, 0, 90);
    ActivationSums whole = watch(NETWORK, weights, batch, true);
    ActivationSums parts = new ActivationSums(NETWORK.unitLayers(), true);
    for (int[] cut : new int[][] {{0, 1}, {1, 40}, {40, 90}}) {
      batch.view(shard, cut[0], cut[1]);
      parts.add(copy(watch(NETWORK, weights, batch, true)));
    }
    assertTrue(whole.activeUnits(0) < 70 && whole.activeUnits(0) > 0, "some are dead, not all");
    for (int l = 0; l < 4; l++) {
      assertEquals(whole.activeUnits(l), parts.activeUnits(l));
      assertEquals(whole.mean(l), parts.mean(l), 1e-9);
      assertEquals(whole.deviation(l), parts.deviation(l), 1e-9);
      assertEquals(whole.zeroShare(l), parts.zeroShare(l), 1e-12);
    }
    ActivationSums unions = copy(new ActivationSums(NETWORK.unitLayers(), false)).add(whole);
    assertEquals(whole.activeUnits(0), unions.activeUnits(0));
    assertFalse(unions.hasMoments());
    assertTrue(Double.isNaN(unions.mean(0)));
  }

  @Test
  void refusesWhatWasSeenOfAnotherNetworkOrInLessDetail() {
    ActivationSums one = new ActivationSums(NETWORK.unitLayers(), true);
    ActivationSums other = new ActivationSums(NETWORK.unitLayers().subList(0, 2), true);
    ActivationSums less = new ActivationSums(NETWORK.unitLayers(), false);
    Exception e = assertThrows(IllegalArgumentException.class, () -> one.add(other));
    assertTrue(e.toString().contains("[70, 70, 9, 2]"), e.toString());
    e = assertThrows(IllegalArgumentException.class, () -> one.add(less));
    assertTrue(e.toString().contains("without moments"), e.toString());
  }

  private static ActivationSums copy(ActivationSums sums) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    ActivationSums copy = ActivationSums.read(in);
    assertEquals(0, in.available());
    return copy;
  }
}
