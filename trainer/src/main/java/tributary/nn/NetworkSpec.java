package tributary.nn;

import java.io.Serializable;
import java.util.ArrayList;
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

  /**
   * The network of these layers, a dense output layer of as many units as the loss reads, without
   * activation, and the loss.
   *
   * @param output how the output layer's weights are drawn
   */
  public static NetworkSpec of(
      int inputs, List<LayerSpec> hidden, Initializer output, LossSpec loss) {
    List<LayerSpec> all = new ArrayList<>(hidden);
    all.add(new DenseSpec(loss.outputs(), Activation.IDENTITY, false, output));
    return new NetworkSpec(inputs, all, loss);
  }

  public int outputs() {
    return loss.outputs();
  }
}
