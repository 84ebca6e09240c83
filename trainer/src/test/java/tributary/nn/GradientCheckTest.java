package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.Batch;
import tributary.data.RandomStream;

/**
 * The float32 gradient of every layer × activation × loss × skip form against central differences
 * of {@link DoubleNetwork}, weight by weight.
 */
final class GradientCheckTest {
  private static final double TOLERANCE = 1e-3;
  private static final double STEP = 1e-5;
  // Closer to a kink than this, the two one-sided derivatives differ and neither is "the" gradient.
  private static final double KINK_MARGIN = 1e-3;

  private enum Form {
    PLAIN,
    SKIP_AROUND_ACTIVATION,
    BLOCK,
    BLOCK_WITH_PROJECTION,
    BLOCK_FIRST,
    BLOCK_WITH_PROJECTION_FIRST,
    NESTED_BLOCKS,
    LAYER_NORM,
    LAYER_NORM_FIRST,
    DROPOUT,
    DROPOUT_FIRST,
    ACTIVATION_LAST
  }

  private record Case(Form form, Activation activation, LossSpec loss) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Form form : Form.values()) {
      for (Activation activation : Activation.values()) {
        for (int outputs : new int[] {1, 3}) {
          cases.add(new Case(form, activation, new LossSpec.SquaredError(outputs)));
          cases.add(new Case(form, activation, new LossSpec.Huber(outputs, 0.75)));
          cases.add(new Case(form, activation, new LossSpec.BinaryCrossEntropy(outputs)));
          cases.add(new Case(form, activation, new LossSpec.SoftmaxCrossEntropy(outputs + 1)));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void n7GradientIsTheDerivativeOfTheLoss(Case c) {
    int checked = 0;
    for (long seed = 0; checked < 3; seed++) {
      assertTrue(seed < 200, c + ": no case far enough from the kinks in 200 draws");
      if (check(c, RandomStream.hash(c.toString().hashCode(), seed), checked)) {
        checked++;
      }
    }
  }

  /** Whether the drawn case was far enough from every kink to be checked. */
  private static boolean check(Case c, long seed, int size) {
    RandomStream random = new RandomStream(seed);
    int rows = size == 0 ? 1 : 1 + random.nextInt(9);
    NetworkSpec spec = network(c, size, random);
    Network network = Network.of(spec);
    float[] weights = RandomBatches.normal(network.layout().size(), random);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 0.7f;
    }
    Batch batch = RandomBatches.draw(spec, rows, random.nextInt(2) == 1, random.nextLong());
    long dropoutKey = random.nextLong();
    DoubleNetwork exact = DoubleNetwork.training(spec, network.layout(), dropoutKey);
    double[] params = widen(weights);
    double loss = exact.loss(params, batch);
    if (exact.kinkDistance() < KINK_MARGIN) {
      return false;
    }
    float[] gradient = new float[weights.length];
    double ours =
        network.lossAndGradient(weights, batch, dropoutKey, network.workspace(), gradient);
    String what = c + ", seed " + seed + ", " + rows + " rows of " + spec;
    assertEquals(loss, ours, 1e-5 * (1 + Math.abs(loss)), what);
    float[] anew = new float[weights.length];
    Arrays.fill(anew, Float.NaN);
    double again =
        network.lossAndNewGradient(weights, batch, dropoutKey, network.workspace(), anew, null);
    assertEquals(ours, again, what);
    assertArrayEquals(gradient, anew, Float.MIN_VALUE, what); // 0 and −0 are equal
    compare(what, network.layout(), numericGradient(exact, params, batch), gradient);
    return true;
  }

  private static NetworkSpec network(Case c, int size, RandomStream random) {
    int inputs = size == 0 ? 1 : 1 + random.nextInt(6);
    int units = size == 0 ? 1 : 1 + random.nextInt(7);
    int other = units + 1 + random.nextInt(3);
    Activation f = c.activation();
    DenseSpec hidden = new DenseSpec(units, f);
    DenseSpec back = new DenseSpec(units, Activation.IDENTITY);
    DenseSpec output = new DenseSpec(c.loss().outputs(), Activation.IDENTITY);
    List<LayerSpec> layers =
        switch (c.form()) {
          case PLAIN -> List.of(hidden, new DenseSpec(other, f), output);
          case SKIP_AROUND_ACTIVATION -> List.of(skipping(units, f), skipping(other, f), output);
          case BLOCK ->
              List.of(hidden, new ResidualSpec(List.of(new DenseSpec(other, f), back)), output);
          case BLOCK_WITH_PROJECTION ->
              List.of(hidden, new ResidualSpec(List.of(new DenseSpec(other, f))), output);
          case BLOCK_FIRST ->
              List.of(
                  new ResidualSpec(List.of(hidden, new DenseSpec(inputs, Activation.TANH))),
                  output);
          case BLOCK_WITH_PROJECTION_FIRST ->
              List.of(new ResidualSpec(List.of(hidden, new DenseSpec(inputs + other, f))), output);
          case NESTED_BLOCKS ->
              List.of(
                  hidden,
                  new ResidualSpec(List.of(new ResidualSpec(List.of(skipping(other, f))), back)),
                  output);
          // Two values normalise to ±1 whatever they are: a gradient of nothing but rounding.
          case LAYER_NORM -> List.of(new DenseSpec(units + 2, f), new LayerNormSpec(1e-3), output);
          case LAYER_NORM_FIRST -> List.of(new LayerNormSpec(1e-3), hidden, output);
          case DROPOUT -> List.of(hidden, new DropoutSpec(0.3), new DenseSpec(other, f), output);
          case DROPOUT_FIRST ->
              List.of(new DropoutSpec(0.5), hidden, new LayerNormSpec(1e-2), output);
          case ACTIVATION_LAST -> List.of(hidden, new DenseSpec(c.loss().outputs(), f));
        };
    int width = c.form() == Form.LAYER_NORM_FIRST ? inputs + 2 : inputs;
    return new NetworkSpec(width, layers, c.loss());
  }

  private static DenseSpec skipping(int units, Activation activation) {
    return new DenseSpec(units, activation, true, Initializer.AUTO);
  }

  private static double[] widen(float[] weights) {
    double[] params = new double[weights.length];
    for (int i = 0; i < params.length; i++) {
      params[i] = weights[i];
    }
    return params;
  }

  private static double[] numericGradient(DoubleNetwork exact, double[] params, Batch batch) {
    double[] gradient = new double[params.length];
    for (int i = 0; i < params.length; i++) {
      double kept = params[i];
      params[i] = kept + STEP;
      double above = exact.loss(params, batch);
      params[i] = kept - STEP;
      double below = exact.loss(params, batch);
      params[i] = kept;
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  /**
   * Per slot ‖ours − expected‖ ≤ 1e-3·‖expected‖, and element by element the same against the
   * slot's largest; the floor lets a slot be zero where the sums of the others only cancel to
   * rounding.
   */
  private static void compare(
      String what, ParameterLayout layout, double[] expected, float[] ours) {
    double floor = 1e-6 * (1 + norm(expected, 0, expected.length));
    for (ParameterLayout.Slot slot : layout.slots()) {
      double difference = 0;
      double largest = 0;
      int end = slot.offset() + slot.length();
      for (int i = slot.offset(); i < end; i++) {
        difference = Math.hypot(difference, ours[i] - expected[i]);
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      double size = norm(expected, slot.offset(), end);
      assertTrue(
          difference <= TOLERANCE * size + floor,
          () -> String.format(Locale.ROOT, "%s: %s is off", what, slot));
      for (int i = slot.offset(); i < end; i++) {
        assertEquals(expected[i], ours[i], TOLERANCE * largest + floor, what + ": " + slot);
      }
    }
  }

  private static double norm(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
