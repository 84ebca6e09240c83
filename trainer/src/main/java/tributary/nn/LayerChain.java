package tributary.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.linalg.Floats;

/** Layers one after the other, each reading what the one before it wrote into the workspace. */
final class LayerChain {
  private final List<Layer> layers;
  private final List<String> names;
  private final int[] outputBuffers;
  private final int lowest;

  /**
   * @param names of the layers, as the parameter layout has them
   * @param lowest where backward may stop: no layer below it has weights or a layer with weights
   *     below it
   */
  LayerChain(List<Layer> layers, List<String> names, int lowest, WorkspacePlan plan) {
    this.layers = List.copyOf(layers);
    this.names = List.copyOf(names);
    this.lowest = lowest;
    this.outputBuffers = new int[layers.size()];
    for (int i = 0; i < outputBuffers.length; i++) {
      outputBuffers[i] = plan.reserve(layers.get(i).outputSize());
    }
  }

  int outputSize() {
    return layers.get(layers.size() - 1).outputSize();
  }

  /** Returns the last layer's output, which lies in the workspace from index 0. */
  float[] forward(float[] weights, float[] x, int xOffset, Workspace ws) {
    float[] input = x;
    int inputOffset = xOffset;
    for (int i = 0; i < outputBuffers.length; i++) {
      float[] y = ws.buffer(outputBuffers[i]);
      layers.get(i).forward(weights, input, inputOffset, y, ws);
      input = y;
      inputOffset = 0;
    }
    return input;
  }

  /** The first layer whose last output has a value that is not finite; null if none has. */
  @Nullable String firstNonFinite(Workspace ws) {
    for (int i = 0; i < outputBuffers.length; i++) {
      String within = layers.get(i).firstNonFiniteWithin(ws);
      if (within != null) {
        return within;
      }
      int length = ws.rows() * layers.get(i).outputSize();
      if (Floats.firstNonFinite(ws.buffer(outputBuffers[i]), 0, length) >= 0) {
        return names.get(i);
      }
    }
    return null;
  }

  /** The largest size of a finite value of the layers' last outputs; NaN if there is none. */
  double largestOutput(Workspace ws) {
    double largest = Double.NaN;
    for (int i = 0; i < outputBuffers.length; i++) {
      float[] y = ws.buffer(outputBuffers[i]);
      int length = ws.rows() * layers.get(i).outputSize();
      for (int k = 0; k < length; k++) {
        if (Float.isFinite(y[k]) && !(Math.abs(y[k]) <= largest)) {
          largest = Math.abs(y[k]);
        }
      }
    }
    return largest;
  }

  /** As {@link Layer#backward}; {@code dy} is used up. */
  float[] backward(
      float[] weights, float[] x, int xOffset, float[] dy, float[] gradient, Workspace ws) {
    float[] d = dy;
    for (int i = outputBuffers.length - 1; i >= lowest; i--) {
      float[] input = i == 0 ? x : ws.buffer(outputBuffers[i - 1]);
      int inputOffset = i == 0 ? xOffset : 0;
      float[] y = ws.buffer(outputBuffers[i]);
      d = layers.get(i).backward(weights, input, inputOffset, y, d, gradient, ws);
    }
    return d;
  }
}
