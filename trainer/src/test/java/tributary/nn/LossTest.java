package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.Batch;
import tributary.data.Shard;

/** The four losses by hand-computed values, at the ends of the range, and on bad targets. */
final class LossTest {
  private static final double[] SCRATCH = new double[4];
  private static final double TINY = 1e-6;

  @Test
  void squaredErrorIsTheMeanOverTheOutputs() {
    float[] dz = new float[2];
    Loss loss = Loss.of(new LossSpec.SquaredError(2));
    // d = (2, −1): (4 + 1)/2, and 2d/2 for each, three times.
    assertEquals(
        2.5, loss.example(new float[] {3, 1}, 0, new float[] {1, 2}, 0, 3, dz, 0, SCRATCH), TINY);
    assertArrayEquals(new float[] {6, -3}, dz, 1e-6f);
  }

  @Test
  void huberIsSquaredInsideAndLinearOutside() {
    float[] dz = new float[2];
    Loss loss = Loss.of(new LossSpec.Huber(2, 0.5));
    // d = (0.25, −3): ½/16 and ½·(3 − ¼), their mean.
    double expected = (0.03125 + 1.375) / 2;
    double ours =
        loss.example(new float[] {1.25f, -2}, 0, new float[] {1, 1}, 0, 1, dz, 0, SCRATCH);
    assertEquals(expected, ours, TINY);
    assertArrayEquals(new float[] {0.125f, -0.25f}, dz, 1e-6f);
  }

  @Test
  void softmaxOfEqualLogitsIsTheLogOfTheirNumber() {
    float[] dz = new float[4];
    Loss loss = Loss.of(new LossSpec.SoftmaxCrossEntropy(4));
    float[] logits = {7, 7, 7, 7};
    assertEquals(
        StrictMath.log(4), loss.example(logits, 0, new float[] {2}, 0, 1, dz, 0, SCRATCH), TINY);
    assertArrayEquals(new float[] {0.25f, 0.25f, -0.75f, 0.25f}, dz, 1e-6f);
  }

  @Test
  void softmaxDoesNotMindAShiftOfAllLogits() {
    Loss loss = Loss.of(new LossSpec.SoftmaxCrossEntropy(3));
    float[] target = {1};
    double plain = loss.example(new float[] {0, 1, 3}, 0, target, 0, 1, null, 0, SCRATCH);
    double shifted =
        loss.example(new float[] {4096, 4097, 4099}, 0, target, 0, 1, null, 0, SCRATCH);
    assertEquals(plain, shifted, TINY);
  }

  @Test
  void binaryCrossEntropyAtZeroIsLogTwo() {
    float[] dz = new float[2];
    Loss loss = Loss.of(new LossSpec.BinaryCrossEntropy(2));
    double ours = loss.example(new float[] {0, 0}, 0, new float[] {1, 0}, 0, 1, dz, 0, SCRATCH);
    assertEquals(StrictMath.log(2), ours, TINY);
    assertArrayEquals(new float[] {-0.25f, 0.25f}, dz, 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e4f, -1e4f, 1e30f, -1e30f})
  void n5CrossEntropiesStayFiniteAtExtremeLogits(float logit) {
    float[] dz = new float[3];
    for (int target = 0; target < 3; target++) {
      Loss softmax = Loss.of(new LossSpec.SoftmaxCrossEntropy(3));
      float[] logits = {logit, -logit, 0};
      double loss = softmax.example(logits, 0, new float[] {target}, 0, 1, dz, 0, SCRATCH);
      float largest = Math.max(Math.abs(logit), 0);
      assertEquals(largest - logits[target], loss, 1e-6 * largest);
      assertEquals(0, dz[0] + dz[1] + dz[2], 1e-6);
    }
    for (int target = 0; target < 2; target++) {
      Loss binary = Loss.of(new LossSpec.BinaryCrossEntropy(1));
      double loss =
          binary.example(new float[] {logit}, 0, new float[] {target}, 0, 1, dz, 0, SCRATCH);
      boolean right = (logit > 0) == (target == 1);
      assertEquals(right ? 0 : Math.abs(logit), loss, 1e-6 * Math.abs(logit));
      assertEquals((logit > 0 ? 1 : 0) - target, dz[0], 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e4f, -1e4f})
  void n5RegressionLossesStayFiniteAtExtremeLogits(float logit) {
    float[] dz = new float[1];
    float[] z = {logit};
    float[] t = {-logit};
    assertEquals(
        4e8, Loss.of(new LossSpec.SquaredError(1)).example(z, 0, t, 0, 1, dz, 0, SCRATCH), 1);
    assertEquals(4 * logit, dz[0], 1e-2);
    assertEquals(
        20000 - 0.5,
        Loss.of(new LossSpec.Huber(1, 1)).example(z, 0, t, 0, 1, dz, 0, SCRATCH),
        1e-2);
    assertEquals(Math.signum(logit), dz[0]);
  }

  @Test
  void n5ANanLogitIsANanLoss() {
    float[] logits = {0, Float.NaN};
    float[] targets = {1, 0};
    for (LossSpec spec :
        new LossSpec[] {
          new LossSpec.SquaredError(2),
          new LossSpec.Huber(2, 1),
          new LossSpec.SoftmaxCrossEntropy(2),
          new LossSpec.BinaryCrossEntropy(2)
        }) {
      double loss = Loss.of(spec).example(logits, 0, targets, 0, 1, new float[2], 0, SCRATCH);
      assertTrue(Double.isNaN(loss), spec + " gave " + loss);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 3, 0.5f, Float.NaN, 1e20f})
  void aClassOutOfRangeIsRefused(float target) {
    Loss loss = Loss.of(new LossSpec.SoftmaxCrossEntropy(3));
    float[] logits = new float[3];
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> loss.example(logits, 0, new float[] {target}, 0, 1, null, 0, SCRATCH));
    assertEquals(
        "softmax cross-entropy: an example's class is "
            + target
            + "; it must be a whole number from 0 to 2",
        e.getMessage());
  }

  @Test
  void theSumWeighsEachExample() {
    LossSpec spec = new LossSpec.SquaredError(1);
    float[] weights = {0.5f, 0, 4};
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, 3, 1, 1, new float[3], new float[] {1, 2, 3}, weights), 0, 3);
    float[] dLogits = new float[3];
    assertEquals(
        0.5 * 1 + 0 + 4 * 9,
        Loss.of(spec).sum(spec, new float[3], 0, batch, dLogits, SCRATCH),
        TINY);
    assertArrayEquals(new float[] {-1, 0, -24}, dLogits, 1e-6f);
  }
}
