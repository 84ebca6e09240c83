package tributary.jobs.config;

import java.util.ArrayList;
import java.util.List;
import tributary.ml.LossKind;
import tributary.ml.Task;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/**
 * The section {@code network}.
 *
 * @param activation of the dense layers that name none
 * @param layers what stands before the output layer
 * @param outputInitializer how the output layer's weights are drawn
 * @param huberDelta where the Huber loss goes from squared to straight
 */
public record NetworkConfig(
    Activation activation,
    List<LayerSpec> layers,
    Initializer outputInitializer,
    LossKind loss,
    double huberDelta) {
  public NetworkConfig {
    layers = List.copyOf(layers);
  }

  static NetworkConfig read(Section in) {
    Activation activation = in.get("activation", ValueReader.choice(Activation.class));
    NetworkConfig config =
        new NetworkConfig(
            activation,
            in.get("layers", new LayersReader(activation, in.problems()).reader()),
            in.get("outputInitializer", ValueReader.choice(Initializer.class)),
            in.get("loss", ValueReader.choice(LossKind.class)),
            in.get("huberDelta", ValueReader.number(Range.above(0))));
    in.done();
    return config;
  }

  /**
   * The whole network: the layers, an output layer without activation, and the loss.
   *
   * @param outputs the classes of a classification, else the target columns
   * @throws IllegalArgumentException if the loss cannot tell so many classes apart
   */
  public NetworkSpec toSpec(int inputs, int outputs, Task task) {
    LossSpec lossSpec = loss.toSpec(task, outputs, huberDelta);
    List<LayerSpec> all = new ArrayList<>(layers);
    all.add(new DenseSpec(lossSpec.outputs(), Activation.IDENTITY, false, outputInitializer));
    return new NetworkSpec(inputs, all, lossSpec);
  }
}
