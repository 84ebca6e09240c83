package tributary.bench;

import java.util.ArrayList;
import java.util.List;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** The three networks that the benchmarks share, named by their widths, with random data for them. */
final class Networks {
  /** A table's: few inputs, one output. */
  static final String TABLE = "9-128-128-128-1";

  static final String SMALL = "784-256-128-10";
  static final String LARGE = "784-1024-1024-1024-10";

  private Networks() {}

  static int[] widths(String name) {
    String[] parts = name.split("-", -1);
    int[] widths = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      widths[i] = Integer.parseInt(parts[i]);
    }
    return widths;
  }

  /** ReLU between dense layers; squared error for one output, else softmax cross-entropy. */
  static NetworkSpec spec(String name) {
    int[] widths = widths(name);
    int outputs = widths[widths.length - 1];
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 1; i < widths.length - 1; i++) {
      layers.add(new DenseSpec(widths[i], Activation.RELU));
    }
    layers.add(new DenseSpec(outputs, Activation.IDENTITY));
    LossSpec loss =
        outputs == 1
            ? new LossSpec.SquaredError(1)
            : new LossSpec.SoftmaxCrossEntropy(outputs);
    return new NetworkSpec(widths[0], layers, loss);
  }

  static Shard shard(NetworkSpec spec, int rows) {
    float[] y = new float[rows];
    RandomStream random = new RandomStream(2);
    for (int i = 0; i < rows; i++) {
      y[i] = random.nextInt(spec.outputs());
    }
    return new Shard(
        0, 1, rows, spec.inputs(), 1, normal(rows * spec.inputs()), y, null);
  }

  static float[] normal(int length) {
    RandomStream random = new RandomStream(length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
