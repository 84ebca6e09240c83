package tributary.nn;

import org.jspecify.annotations.Nullable;

/**
 * One layer as arithmetic: immutable, it keeps nothing between calls; what backward needs of
 * forward lies in the {@link Workspace}.
 *
 * <p>B rows, I inputs, O outputs; x is B×I, y is B×O, row-major. {@code weights} is the network's
 * whole flat vector and only read, {@code gradient} has the same layout; a layer multiplies its own
 * part of it by {@link Workspace#beta} and adds to that.
 */
interface Layer {
  /** O. */
  int outputSize();

  /** Y ← layer(X). Overwrites {@code y} (from index 0); {@code x} begins at {@code xOffset}. */
  void forward(float[] weights, float[] x, int xOffset, float[] y, Workspace ws);

  /**
   * The first layer inside this one whose last output has a value that is not finite; null if none
   * has, or if there are no layers inside.
   */
  default @Nullable String firstNonFiniteWithin(Workspace ws) {
    return null;
  }

  /**
   * Adds ∂loss/∂weights of this layer to {@code gradient} and returns dX = ∂loss/∂X, B×I from index
   * 0.
   *
   * <p>{@code x} and {@code y} are what the last forward read and wrote. {@code dy} is used up: it
   * holds anything afterwards, and may be the array returned. A layer with no weights below it
   * leaves dX out, and what it returns then is not to be read.
   */
  float[] backward(
      float[] weights,
      float[] x,
      int xOffset,
      float[] y,
      float[] dy,
      float[] gradient,
      Workspace ws);
}
