package tributary.nn;

import java.util.List;

/** Layers one after the other, each reading what the one before it wrote into the workspace. */
final class LayerChain {
  private final List<Layer> layers;
  private final int[] outputBuffers;
  private final int lowest;

  /**
   * @param lowest where backward may stop: no layer below it has weights or a layer with weights
   *     below it
   */
  LayerChain(List<Layer> layers, int lowest, WorkspacePlan plan) {
    this.layers = List.copyOf(layers);
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
