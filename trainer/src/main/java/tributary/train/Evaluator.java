package tributary.train;

/**
 * Measures weights on a fixed set of examples; the same bits for the same examples and number of
 * shards.
 */
public interface Evaluator {
  EvaluationSum evaluate(float[] weights);
}
