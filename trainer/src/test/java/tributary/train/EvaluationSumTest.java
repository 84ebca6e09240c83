package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.DataException;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;

/** Metrics of logits that the test makes up, against numbers worked out by hand or by counting. */
final class EvaluationSumTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final TargetEncoding CLASSES =
      new TargetEncoding.Classes("c", List.of("a", "b", "c"));

  private static EvaluationSum sum(
      LossSpec spec, float[] logits, float[] y, float @Nullable [] weights, double loss) {
    int rows = logits.length / spec.outputs();
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, rows, 0, spec.targets(), new float[0], y, weights), 0, rows);
    // An offset, as the view of a workspace may have one.
    float[] shifted = new float[logits.length + 3];
    System.arraycopy(logits, 0, shifted, 3, logits.length);
    EvaluationSum sum = new EvaluationSum();
    sum.addBatch(spec, new Matrix(shifted, 3, rows, spec.outputs()), batch, loss);
    return sum;
  }

  private static TargetEncoding numbers(Double... scales) {
    List<Double> means = Arrays.stream(scales).map(scale -> 100.0).toList();
    List<String> names = Arrays.stream(scales).map(scale -> "y" + scale).toList();
    return new TargetEncoding.Regression(names, means, List.of(scales));
  }

  @Test
  void classesAreRightWhereTheLargestLogitIsTheirs() {
    // Right, right as the first of equals, wrong, and never right for its NaN.
    float[] logits = {1, 2, 0, 3, 3, 1, -1, -2, 5, 0, 0, Float.NaN};
    float[] y = {1, 0, 0, 0};
    LossSpec spec = new LossSpec.SoftmaxCrossEntropy(3);
    Evaluation plain = sum(spec, logits, y, null, 6).toEvaluation(CLASSES);
    assertEquals(new Evaluation(4, 1.5, OptionalDouble.of(0.5), NONE, NONE, NONE, NONE), plain);
    Evaluation weighted = sum(spec, logits, y, new float[] {1, 0, 3, 1}, 6).toEvaluation(CLASSES);
    assertEquals(0.2, weighted.accuracy().orElseThrow(), 1e-15);
    assertEquals(1.2, weighted.loss(), 1e-15);
    assertEquals(4, weighted.examples());
  }

  @Test
  void aRowOfNaNIsNeverRight() {
    float nan = Float.NaN;
    LossSpec spec = new LossSpec.SoftmaxCrossEntropy(3);
    EvaluationSum sum = sum(spec, new float[] {nan, nan, nan}, new float[] {0}, null, nan);
    assertEquals(OptionalDouble.of(0), sum.toEvaluation(CLASSES).accuracy());
  }

  @Test
  void labelsAreCountedOneByOne() {
    float[] logits = {1, -1, 0, 2, 2, -3};
    float[] y = {1, 1, 0, 1, 0, 0};
    Evaluation evaluation =
        sum(new LossSpec.BinaryCrossEntropy(3), logits, y, new float[] {1, 3}, 2)
            .toEvaluation(new TargetEncoding.Labels(List.of("a", "b", "c")));
    assertEquals((1 * 2 + 3 * 2) / 12.0, evaluation.accuracy().orElseThrow(), 1e-15);
    assertEquals(NONE, evaluation.auc());
    assertEquals(0.5, evaluation.loss());
  }

  @Test
  void regressionErrorsAreInTheTargetsUnits() {
    // d = 1, −1, 2; y = 0, 2, 4.
    EvaluationSum sum =
        sum(new LossSpec.SquaredError(1), new float[] {1, 1, 6}, new float[] {0, 2, 4}, null, 6);
    Evaluation evaluation = sum.toEvaluation(numbers(10.0));
    assertEquals(2, evaluation.loss());
    assertEquals(1 - 6.0 / 8, evaluation.r2().orElseThrow(), 1e-15);
    assertEquals(10 * Math.sqrt(2), evaluation.rmse().orElseThrow(), 1e-14);
    assertEquals(10 * 4 / 3.0, evaluation.mae().orElseThrow(), 1e-14);
    assertEquals(NONE, evaluation.accuracy());
    assertEquals(NONE, evaluation.auc());
  }

  @Test
  void regressionIsWeighted() {
    // Weights 1, 0, 3: mean of y is 3, Σw(y − 3)² = 12, Σwd² = 13, Σw|d| = 7.
    Evaluation evaluation =
        sum(
                new LossSpec.Huber(1, 1),
                new float[] {1, 9, 6},
                new float[] {0, 2, 4},
                new float[] {1, 0, 3},
                8)
            .toEvaluation(numbers(2.0));
    assertEquals(1 - 13.0 / 12, evaluation.r2().orElseThrow(), 1e-15);
    assertEquals(2 * Math.sqrt(13 / 4.0), evaluation.rmse().orElseThrow(), 1e-14);
    assertEquals(2 * 7 / 4.0, evaluation.mae().orElseThrow(), 1e-14);
    assertEquals(2, evaluation.loss());
  }

  @Test
  void severalOutputsAreAveraged() {
    // Output 0: d = 1, 1, y = 0, 2, R² = 1 − 2/2; output 1: d = 3, −3, y = 10, 30, R² = 1 − 18/200.
    Evaluation evaluation =
        sum(
                new LossSpec.SquaredError(2),
                new float[] {1, 13, 3, 27},
                new float[] {0, 10, 2, 30},
                null,
                10)
            .toEvaluation(numbers(2.0, 5.0));
    assertEquals((0 + 0.91) / 2, evaluation.r2().orElseThrow(), 1e-15);
    assertEquals((2 * 1 + 5 * 3) / 2.0, evaluation.rmse().orElseThrow(), 1e-14);
    assertEquals((2 * 1 + 5 * 3) / 2.0, evaluation.mae().orElseThrow(), 1e-14);
  }

  @Test
  void d9ATargetThatDoesNotVaryHasAnR2OfOneOrZero() {
    LossSpec spec = new LossSpec.SquaredError(1);
    float[] y = {0.1f, 0.1f, 0.1f};
    EvaluationSum exact = sum(spec, y.clone(), y, null, 0);
    assertEquals(OptionalDouble.of(1), exact.toEvaluation(numbers(1.0)).r2());
    EvaluationSum off = sum(spec, new float[] {0.1f, 0.1f, 0.2f}, y, null, 0);
    assertEquals(OptionalDouble.of(0), off.toEvaluation(numbers(1.0)).r2());
    off.add(sum(spec, new float[] {1}, new float[] {0.1f}, null, 0));
    assertEquals(OptionalDouble.of(0), off.toEvaluation(numbers(1.0)).r2());
  }

  /** Σw·y² − (Σw·y)²/Σw in double would have lost the spread of 1 beside the mean of 10⁷. */
  @Test
  void aTargetFarFromZeroKeepsItsSpread() {
    LossSpec spec = new LossSpec.SquaredError(1);
    EvaluationSum sum = new EvaluationSum();
    for (int part = 0; part < 50; part++) {
      float[] y = new float[1000];
      float[] logits = new float[1000];
      for (int r = 0; r < y.length; r++) {
        y[r] = 10_000_000 + r % 2;
        logits[r] = 10_000_000 + r % 2 + (r % 4 == 0 ? 1 : 0);
      }
      sum.add(sum(spec, logits, y, null, 0));
    }
    assertEquals(0, sum.toEvaluation(numbers(1.0)).r2().orElseThrow(), 1e-9);
  }

  /** Pairs of a positive and a negative: won, half won when tied, lost. */
  private static double pairs(float[] logOdds, float[] y, float @Nullable [] weights) {
    double won = 0;
    double all = 0;
    for (int p = 0; p < y.length; p++) {
      for (int n = 0; n < y.length; n++) {
        if (y[p] == 1 && y[n] == 0) {
          double w = weights == null ? 1 : (double) weights[p] * weights[n];
          all += w;
          won += w * (logOdds[p] > logOdds[n] ? 1 : logOdds[p] == logOdds[n] ? 0.5 : 0);
        }
      }
    }
    return won / all;
  }

  @Test
  void aucEqualsCountingAllPairs() {
    TargetEncoding label = new TargetEncoding.Labels(List.of("y"));
    for (int trial = 0; trial < 40; trial++) {
      long seed = RandomStream.hash(3, trial);
      RandomStream random = new RandomStream(seed);
      int rows = 2 + random.nextInt(300);
      float[] logOdds = new float[rows];
      float[] y = new float[rows];
      float[] weights = new float[rows];
      for (int r = 0; r < rows; r++) {
        y[r] = r < 2 ? r : random.nextDouble() < 0.1 ? 1 : 0;
        // On the bins' own grid, so that two scores tie exactly when they share a bin.
        logOdds[r] = (float) (Math.rint(random.nextGaussian() * 300 + 100 * y[r]) / 256);
        weights[r] = (float) random.nextDouble();
      }
      LossSpec spec = new LossSpec.BinaryCrossEntropy(1);
      OptionalDouble plain = sum(spec, logOdds, y, null, 0).toEvaluation(label).auc();
      assertEquals(pairs(logOdds, y, null), plain.orElseThrow(), 1e-12, "seed " + seed);
      OptionalDouble weighted = sum(spec, logOdds, y, weights, 0).toEvaluation(label).auc();
      assertEquals(pairs(logOdds, y, weights), weighted.orElseThrow(), 1e-12, "seed " + seed);
    }
  }

  @Test
  void aucOfScoresBetweenTheBinsStaysWithinItsBound() {
    RandomStream random = new RandomStream(6);
    int rows = 3000;
    float[] logits = new float[2 * rows];
    float[] logOdds = new float[rows];
    float[] y = new float[rows];
    for (int r = 0; r < rows; r++) {
      y[r] = random.nextInt(2);
      logits[2 * r] = (float) random.nextGaussian();
      logits[2 * r + 1] = (float) (random.nextGaussian() + y[r]);
      logOdds[r] = logits[2 * r + 1] - logits[2 * r];
    }
    OptionalDouble auc =
        sum(new LossSpec.SoftmaxCrossEntropy(2), logits, y, null, 0)
            .toEvaluation(new TargetEncoding.Classes("c", List.of("a", "b")))
            .auc();
    assertEquals(pairs(logOdds, y, null), auc.orElseThrow(), 2e-4);
  }

  /** A histogram of the probability itself would see nothing but ties here. */
  @Test
  void d9AucTellsTheSmallProbabilitiesOfARareClassApart() {
    float[] logOdds = {-13, -12.5f, -12, -11.5f};
    float[] y = {0, 0, 1, 1};
    OptionalDouble auc =
        sum(new LossSpec.BinaryCrossEntropy(1), logOdds, y, null, 0)
            .toEvaluation(new TargetEncoding.Labels(List.of("y")))
            .auc();
    assertEquals(OptionalDouble.of(1), auc);
  }

  @Test
  void d9AucCountsExtremesAsTiesAndIsEmptyForOneClass() {
    TargetEncoding label = new TargetEncoding.Labels(List.of("y"));
    LossSpec spec = new LossSpec.BinaryCrossEntropy(1);
    float[] extremes = {1e30f, Float.POSITIVE_INFINITY, -1e30f, Float.NEGATIVE_INFINITY};
    EvaluationSum sum = sum(spec, extremes, new float[] {1, 0, 1, 0}, null, 0);
    assertEquals(OptionalDouble.of(0.5), sum.toEvaluation(label).auc());
    EvaluationSum one = sum(spec, new float[] {1, 2}, new float[] {1, 1}, null, 0);
    assertEquals(NONE, one.toEvaluation(label).auc());
  }

  @Test
  void partsAddUpToTheWhole() {
    RandomStream random = new RandomStream(12);
    for (LossSpec spec :
        List.of(
            new LossSpec.SquaredError(2),
            new LossSpec.BinaryCrossEntropy(1),
            new LossSpec.SoftmaxCrossEntropy(2))) {
      Table table = Table.random(5, 90, 0, spec, true);
      float[] logits = new float[90 * spec.outputs()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextGaussian();
      }
      TargetEncoding target =
          spec.outputs() == 2 && spec.targets() == 2 ? numbers(1.0, 2.0) : CLASSES;
      Evaluation whole = sum(spec, logits, table.y(), table.weights(), 90).toEvaluation(target);
      EvaluationSum parts = new EvaluationSum();
      int from = 0;
      for (int to : new int[] {1, 2, 40, 41, 90}) {
        parts.add(part(spec, logits, table, from, to));
        from = to;
      }
      Evaluation added = parts.toEvaluation(target);
      assertEquals(whole.examples(), added.examples());
      assertClose(OptionalDouble.of(whole.loss()), OptionalDouble.of(added.loss()));
      assertClose(whole.accuracy(), added.accuracy());
      assertClose(whole.auc(), added.auc());
      assertClose(whole.r2(), added.r2());
      assertClose(whole.rmse(), added.rmse());
      assertClose(whole.mae(), added.mae());
    }
  }

  private static EvaluationSum part(LossSpec spec, float[] logits, Table table, int from, int to) {
    float[] weights = table.weights();
    return sum(
        spec,
        Arrays.copyOfRange(logits, from * spec.outputs(), to * spec.outputs()),
        Arrays.copyOfRange(table.y(), from * spec.targets(), to * spec.targets()),
        weights == null ? null : Arrays.copyOfRange(weights, from, to),
        to - from);
  }

  private static void assertClose(OptionalDouble expected, OptionalDouble actual) {
    assertEquals(expected.isPresent(), actual.isPresent());
    assertEquals(expected.orElse(0), actual.orElse(0), 1e-12);
  }

  @Test
  void addingNothingChangesNothing() {
    LossSpec spec = new LossSpec.SquaredError(1);
    EvaluationSum sum = sum(spec, new float[] {1, 2}, new float[] {0, 4}, null, 5);
    Evaluation before = sum.toEvaluation(numbers(3.0));
    assertEquals(before, sum.add(new EvaluationSum()).toEvaluation(numbers(3.0)));
    assertEquals(before, new EvaluationSum().add(sum).toEvaluation(numbers(3.0)));
  }

  @Test
  void travelsBitForBit() throws IOException {
    LossSpec spec = new LossSpec.BinaryCrossEntropy(1);
    float[] weights = {0.1f, 0.7f, 0.3f};
    EvaluationSum sum =
        sum(spec, new float[] {0.3f, -2, 1}, new float[] {0, 1, 1}, weights, 0.123456789);
    sum = new EvaluationSum().add(sum);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    EvaluationSum read =
        EvaluationSum.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    TargetEncoding label = new TargetEncoding.Labels(List.of("y"));
    assertEquals(sum.toEvaluation(label), read.toEvaluation(label));
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    read.write(new DataOutputStream(again));
    assertTrue(Arrays.equals(bytes.toByteArray(), again.toByteArray()));
  }

  @Test
  void examplesThatWeighNothingAreADataError() {
    LossSpec spec = new LossSpec.SquaredError(1);
    EvaluationSum sum = sum(spec, new float[] {1, 2}, new float[] {0, 4}, new float[2], 0);
    sum.add(sum(spec, new float[] {1}, new float[] {0}, new float[1], 0));
    Exception e = assertThrows(DataException.class, () -> sum.toEvaluation(numbers(3.0)));
    assertEquals(
        "evaluation: the weights of the 3 examples add up to 0.0; there must be an example with a"
            + " weight above 0: check the weight column of the evaluated rows, or leave it out",
        e.getMessage());
    assertThrows(DataException.class, () -> new EvaluationSum().toEvaluation(CLASSES));
  }

  @Test
  void refusesSumsOfAnotherNetworkAndTargetsThatDoNotFit() {
    EvaluationSum one =
        sum(new LossSpec.SquaredError(1), new float[] {1}, new float[] {0}, null, 1);
    EvaluationSum two =
        sum(new LossSpec.SquaredError(2), new float[] {1, 2}, new float[] {0, 1}, null, 1);
    Exception e = assertThrows(IllegalArgumentException.class, () -> one.add(two));
    assertEquals(
        "evaluation: adding 8 residual sums to 4; both must come from the same network",
        e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> two.toEvaluation(numbers(1.0)));
    assertTrue(e.toString().contains("2 outputs but the target has columns [y1.0]"), e.toString());
  }
}
