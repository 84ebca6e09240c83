package tributary.train;

import java.io.Serializable;

/** Sums over evaluated examples from which every metric follows; parts add up to the whole. */
public final class EvaluationSum implements Serializable {
  private static final long serialVersionUID = 1L;
}
