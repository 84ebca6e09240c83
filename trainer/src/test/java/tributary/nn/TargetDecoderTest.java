package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;

final class TargetDecoderTest {
  private static final TargetEncoding THREE =
      new TargetEncoding.Classes("species", List.of("a", "b", "c"));
  private static final TargetEncoding TWO =
      new TargetEncoding.Classes("sold", List.of("false", "true"));
  private static final TargetEncoding LABELS = new TargetEncoding.Labels(List.of("x", "y"));
  private static final TargetEncoding NUMBERS =
      new TargetEncoding.Regression(List.of("p", "q"), List.of(10.0, -1.0), List.of(4.0, 0.1));

  /** Decodes the second of two rows that do not begin where their array does. */
  private static double[] decode(TargetDecoder decoder, float... logits) {
    float[] data = new float[3 + 2 * logits.length];
    System.arraycopy(logits, 0, data, 3 + logits.length, logits.length);
    double[] outputs = new double[decoder.width()];
    decoder.decode(new Matrix(data, 3, 2, logits.length), 1, outputs);
    return outputs;
  }

  private static TargetDecoder softmax() {
    return TargetDecoder.of(THREE, new LossSpec.SoftmaxCrossEntropy(3));
  }

  @Test
  void classesAreTheSoftmaxOfTheirLogits() {
    double sum = Math.exp(0.5 - 2) + 1 + Math.exp(-1.0 - 2);
    assertArrayEquals(
        new double[] {Math.exp(0.5 - 2) / sum, 1 / sum, Math.exp(-1.0 - 2) / sum},
        decode(softmax(), 0.5f, 2, -1));
  }

  @Test
  void hugeLogitsGiveProbabilitiesAndNoNaN() {
    assertArrayEquals(
        new double[] {0, 0.5, 0.5}, decode(softmax(), -Float.MAX_VALUE, 1e30f, 1e30f));
    TargetDecoder labels = TargetDecoder.of(LABELS, new LossSpec.BinaryCrossEntropy(2));
    assertArrayEquals(new double[] {0, 1}, decode(labels, -1e30f, 1e30f));
  }

  @Test
  void oneLogitGivesTheProbabilitiesOfBothClasses() {
    TargetDecoder decoder = TargetDecoder.of(TWO, new LossSpec.BinaryCrossEntropy(1));
    assertEquals(2, decoder.width());
    double p = 1 / (1 + Math.exp(-0.75));
    double q = Math.exp(-0.75) / (1 + Math.exp(-0.75));
    assertArrayEquals(new double[] {q, p}, decode(decoder, 0.75f));
    assertArrayEquals(new double[] {p, q}, decode(decoder, -0.75f));
    // What is left of a probability near 1 is not lost in 1 − p.
    assertEquals(Math.exp(-50), decode(decoder, 50)[0], 1e-36);
  }

  @Test
  void labelsAreTheSigmoidOfTheirLogits() {
    TargetDecoder decoder = TargetDecoder.of(LABELS, new LossSpec.BinaryCrossEntropy(2));
    assertArrayEquals(new double[] {0.5, 1 / (1 + Math.exp(-3.0))}, decode(decoder, 0, 3));
  }

  @Test
  void numbersAreUnscaledInDouble() {
    TargetDecoder decoder = TargetDecoder.of(NUMBERS, new LossSpec.Huber(2, 1));
    assertArrayEquals(new double[] {0.1f * 4.0 + 10, 3.0 * 0.1 - 1}, decode(decoder, 0.1f, 3));
  }

  @Test
  void theFirstAmongEqualsIsTheLikeliest() {
    assertEquals(1, TargetDecoder.likeliest(new double[] {0.2, 0.4, 0.4}, 3));
    assertEquals(0, TargetDecoder.likeliest(new double[] {0.2, 0.2, 0.9}, 2));
  }

  private static void refuses(TargetEncoding target, LossSpec loss, String has) {
    assertEquals(
        "prediction: the network ends in "
            + loss
            + " but the encoding has "
            + has
            + "; take both from one model",
        assertThrows(IllegalArgumentException.class, () -> TargetDecoder.of(target, loss))
            .getMessage());
  }

  @Test
  void refusesATargetThatTheLossWasNotTrainedOn() {
    refuses(THREE, new LossSpec.SoftmaxCrossEntropy(2), "3 classes");
    refuses(THREE, new LossSpec.BinaryCrossEntropy(1), "3 classes");
    refuses(TWO, new LossSpec.SquaredError(1), "2 classes");
    refuses(LABELS, new LossSpec.SquaredError(2), "the targets [x, y]");
    refuses(LABELS, new LossSpec.BinaryCrossEntropy(1), "the targets [x, y]");
    refuses(NUMBERS, new LossSpec.BinaryCrossEntropy(2), "the targets [p, q]");
    refuses(NUMBERS, new LossSpec.SquaredError(1), "the targets [p, q]");
  }
}
