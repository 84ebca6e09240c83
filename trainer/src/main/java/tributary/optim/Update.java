package tributary.optim;

import tributary.linalg.Blocks;

/**
 * The update of one step on its way down the chain: it enters as the mean gradient and leaves as
 * what is added to the weights.
 *
 * <p>It owns none of its arrays. It belongs to one call of {@link Optimizer#step} and must not be
 * kept.
 */
public final class Update {
  private final float[] values;
  private final float[] weights;
  private final OptimizerState state;
  private boolean clipped;
  private double clippedNorm;
  private double norm;
  private boolean normKnown;

  /** For {@link Optimizer}, and for trying a transform on its own. */
  public Update(float[] values, float[] weights, OptimizerState state) {
    this.values = values;
    this.weights = weights;
    this.state = state;
  }

  /** What is rewritten, in place. */
  public float[] values() {
    return values;
  }

  /** ‖u‖₂ of the values, summed in double once for as long as they stay as they are. */
  public double norm() {
    if (!normKnown) {
      norm = Math.sqrt(Blocks.sumOfSquares(values));
      normKnown = true;
    }
    return norm;
  }

  /** To be called by whoever has rewritten values in {@link GradientTransform#begin}. */
  public void changed() {
    normKnown = false;
  }

  /** The weights before the step; only read. */
  public float[] weights() {
    return weights;
  }

  /** The array that a transform keeps under this name; written by that transform alone. */
  public float[] slot(String name) {
    return state.slot(name);
  }

  /** How many updates were made before this one: 0 in the first step of a run. */
  public long step() {
    return state.step();
  }

  /** What the learning rate is multiplied by; see {@link OptimizerState#rateFactor}. */
  public double rateFactor() {
    return state.rateFactor();
  }

  /**
   * Notes for the {@link UpdateReport} that the gradient was cut down in this step.
   *
   * @param norm ‖u‖₂ of what is left of it
   */
  public void markClipped(double norm) {
    clipped = true;
    clippedNorm = norm;
  }

  public boolean clipped() {
    return clipped;
  }

  /** ‖u‖₂ after the last clip of this step; 0 where nothing was cut. */
  public double clippedNorm() {
    return clippedNorm;
  }
}
