package tributary.train;

/**
 * Measures weights on a fixed set of examples; the same bits for the same examples and number of
 * shards.
 */
public interface Evaluator {
  /** The sums over all examples; {@code weights} are only read, and only until this returns. */
  EvaluationSum evaluate(float[] weights);
}
