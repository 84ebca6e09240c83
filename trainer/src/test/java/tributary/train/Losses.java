package tributary.train;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import tributary.data.Batch;
import tributary.data.Shard;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;

/** Evaluations with a loss that a test decides on. */
final class Losses {
  private Losses() {}

  static final TargetEncoding.Regression ONE_NUMBER =
      new TargetEncoding.Regression(List.of("y"), List.of(0.0), List.of(1.0));

  /** A validation whose loss is a function of the weights. */
  static Validation validation(ToDoubleFunction<float[]> loss) {
    return new Validation(weights -> sum(loss.applyAsDouble(weights)), ONE_NUMBER);
  }

  private static EvaluationSum sum(double loss) {
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, 1, 1, 1, new float[1], new float[1], null), 0, 1);
    EvaluationSum sum = new EvaluationSum();
    sum.addBatch(new LossSpec.SquaredError(1), new Matrix(new float[1], 0, 1, 1), batch, loss);
    return sum;
  }

  static Evaluation evaluation(double loss) {
    return new Evaluation(
        1,
        loss,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(1),
        OptionalDouble.of(0),
        OptionalDouble.of(0));
  }
}
