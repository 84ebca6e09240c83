package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/**
 * What an estimator was told of its network, before the table says how many inputs and outputs
 * there are: the whole of it, the layers before the output layer, or their widths.
 */
record NetworkChoice(
    String estimator,
    Optional<NetworkSpec> network,
    Optional<List<LayerSpec>> layers,
    int[] widths,
    Activation activation,
    LossKind loss,
    double huberDelta,
    Task task) {

  /**
   * @throws IllegalArgumentException if the network does not take what the table gives
   */
  NetworkSpec spec(int inputs, int outputs) {
    if (network.isPresent()) {
      return fitting(network.get(), inputs, outputs);
    }
    return NetworkSpec.of(
        inputs, layers.orElseGet(this::hidden), Initializer.AUTO, lossSpec(outputs));
  }

  private List<LayerSpec> hidden() {
    List<LayerSpec> hidden = new ArrayList<>();
    for (int width : widths) {
      hidden.add(new DenseSpec(width, activation));
    }
    return hidden;
  }

  private LossSpec lossSpec(int outputs) {
    try {
      return loss.toSpec(task, outputs, huberDelta);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(estimator + ": " + e.getMessage(), e);
    }
  }

  private NetworkSpec fitting(NetworkSpec wanted, int inputs, int outputs) {
    if (wanted.inputs() != inputs) {
      throw new IllegalArgumentException(
          estimator
              + ": network reads "
              + wanted.inputs()
              + " inputs but the features become "
              + inputs
              + "; make it a network of "
              + inputs
              + " inputs, or set layers");
    }
    LossSpec given = wanted.loss();
    boolean binary = given instanceof LossSpec.BinaryCrossEntropy && given.outputs() == 1;
    boolean fits =
        task == Task.CLASSIFICATION
            ? given.equals(new LossSpec.SoftmaxCrossEntropy(outputs)) || (binary && outputs == 2)
            : (given instanceof LossSpec.SquaredError || given instanceof LossSpec.Huber)
                && given.outputs() == outputs;
    if (!fits) {
      throw new IllegalArgumentException(
          estimator
              + ": network ends in "
              + given
              + " but the label has "
              + outputs
              + (task == Task.CLASSIFICATION ? " classes" : " number")
              + "; give it the loss "
              + loss.toSpec(task, outputs, huberDelta)
              + ", or set layers");
    }
    return wanted;
  }
}
