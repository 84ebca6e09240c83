package tributary.train;

import tributary.data.TargetEncoding;

/** The validation rows, ready to measure weights on; its loss is what patience and best watch. */
public record Validation(Evaluator evaluator, TargetEncoding target) {
  Evaluation measure(float[] weights) {
    return evaluator.evaluate(weights).toEvaluation(target);
  }
}
