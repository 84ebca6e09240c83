package tributary.train;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tributary.data.Batch;
import tributary.data.Shard;
import tributary.io.Safetensors;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.ParameterLayout;
import tributary.nn.ResidualSpec;

/** A network of {@code make_golden.py} with the values that PyTorch computed for it. */
record GoldenNetwork(String name, NetworkSpec spec) {
  /** How many rows each file holds. */
  static final int ROWS = 40;

  static List<GoldenNetwork> all() {
    return List.of(
        new GoldenNetwork(
            "relu_softmax",
            new NetworkSpec(
                5,
                List.of(
                    new DenseSpec(9, Activation.RELU),
                    new DenseSpec(7, Activation.RELU),
                    new DenseSpec(4, Activation.IDENTITY)),
                new LossSpec.SoftmaxCrossEntropy(4))),
        new GoldenNetwork(
            "tanh_norm_block_squared",
            new NetworkSpec(
                6,
                List.of(
                    new DenseSpec(8, Activation.TANH),
                    new LayerNormSpec(1e-5),
                    new ResidualSpec(
                        List.of(
                            new DenseSpec(10, Activation.TANH),
                            new DenseSpec(5, Activation.IDENTITY))),
                    new DenseSpec(2, Activation.IDENTITY)),
                new LossSpec.SquaredError(2))),
        new GoldenNetwork(
            "skips_huber",
            new NetworkSpec(
                4,
                List.of(
                    skipping(7, Activation.GELU),
                    skipping(6, Activation.SILU),
                    skipping(5, Activation.LEAKY_RELU),
                    skipping(5, Activation.SIGMOID),
                    new DenseSpec(3, Activation.IDENTITY)),
                new LossSpec.Huber(3, 0.75))),
        new GoldenNetwork(
            "block_many_labels",
            new NetworkSpec(
                5,
                List.of(
                    new ResidualSpec(
                        List.of(
                            new DenseSpec(7, Activation.LEAKY_RELU),
                            new DenseSpec(5, Activation.SIGMOID))),
                    new LayerNormSpec(1e-5),
                    new DenseSpec(6, Activation.SILU),
                    new DenseSpec(3, Activation.IDENTITY)),
                new LossSpec.BinaryCrossEntropy(3))),
        new GoldenNetwork(
            "gelu_one_label",
            new NetworkSpec(
                3,
                List.of(
                    new LayerNormSpec(1e-5),
                    new DenseSpec(6, Activation.GELU),
                    skipping(6, Activation.RELU),
                    skipping(4, Activation.TANH),
                    new DenseSpec(1, Activation.IDENTITY)),
                new LossSpec.BinaryCrossEntropy(1))));
  }

  private static LayerSpec skipping(int units, Activation activation) {
    return new DenseSpec(units, activation, true, Initializer.AUTO);
  }

  @Override
  public String toString() {
    return name;
  }

  Network network() {
    return Network.of(spec);
  }

  Safetensors file() throws IOException {
    String resource = "/golden/" + name + ".safetensors";
    try (InputStream in = GoldenNetwork.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("golden values: there is no resource " + resource);
      }
      return Safetensors.read(in.readAllBytes());
    }
  }

  /** The flat vector whose slots are the tensors {@code prefix.<slot>}, F32. */
  static float[] weights(ParameterLayout layout, Safetensors values, String prefix)
      throws IOException {
    float[] weights = new float[layout.size()];
    for (ParameterLayout.Slot slot : layout.slots()) {
      float[] tensor = values.tensor(prefix + "." + slot.name()).floats();
      System.arraycopy(tensor, 0, weights, slot.offset(), slot.length());
    }
    return weights;
  }

  Shard shard(Safetensors values) throws IOException {
    return new Shard(
        0,
        1,
        ROWS,
        spec.inputs(),
        spec.loss().targets(),
        values.tensor("x").floats(),
        values.tensor("y").floats(),
        values.tensor("sample_weight").floats());
  }

  Batch rows(Safetensors values, int from, int to) throws IOException {
    Batch batch = new Batch();
    batch.view(shard(values), from, to);
    return batch;
  }

  /** ‖ours − expected‖ / ‖expected‖ of the slice of {@code ours} that begins at {@code offset}. */
  static double relativeError(double[] expected, float[] ours, int offset) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = ours[offset + i] - expected[i];
      difference += d * d;
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / size);
  }
}
