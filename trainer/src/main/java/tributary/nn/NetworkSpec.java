package tributary.nn;

import java.io.Serializable;
import java.util.List;

/**
 * A network as a value: what goes in, the layers in order (the output layer is the last of them),
 * and the loss that reads the last layer's logits.
 */
public record NetworkSpec(int inputs, List<LayerSpec> layers, LossSpec loss)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if there are no inputs or layers, or the last layer does not
   *     give what the loss reads
   */
  public NetworkSpec {
    layers = List.copyOf(layers);
    if (inputs < 1) {
      throw new IllegalArgumentException(
          "network: inputs is " + inputs + "; it must be at least 1");
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "network: there are no layers; it needs at least the output layer");
    }
    int size = inputs;
    for (LayerSpec layer : layers) {
      size = layer.outputSize(size);
    }
    if (size != loss.outputs()) {
      throw new IllegalArgumentException(
          "network: the last layer gives "
              + size
              + " values but the loss reads "
              + loss.outputs()
              + "; set the last layer's units to "
              + loss.outputs());
    }
  }

  public int outputs() {
    return loss.outputs();
  }
}
