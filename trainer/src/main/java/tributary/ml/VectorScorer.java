package tributary.ml;

import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import tributary.data.ColumnEncoding;
import tributary.data.RawValue;
import tributary.io.ModelDescription;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.TargetDecoder;
import tributary.nn.Workspace;

/** Takes single vectors through a network, in the calling thread. */
final class VectorScorer {
  private final String model;
  private final double[] means;
  private final double[] scales;
  private final Network network;
  private final float[] weights;
  private final TargetDecoder decoder;
  private final ThreadLocal<Workspace> workspaces;

  /**
   * @throws IllegalArgumentException if the model reads columns that are no numbers
   */
  VectorScorer(String model, ModelDescription description, float[] weights, TargetDecoder decoder) {
    this.model = model;
    this.network = Network.of(description.network());
    this.weights = weights;
    this.decoder = decoder;
    this.workspaces = ThreadLocal.withInitial(network::workspace);
    this.means = new double[network.spec().inputs()];
    this.scales = new double[means.length];
    int at = 0;
    for (ColumnEncoding column : description.table().features()) {
      at = put(column, at);
    }
  }

  private int put(ColumnEncoding column, int at) {
    if (column instanceof ColumnEncoding.Numeric number) {
      means[at] = number.mean();
      scales[at] = number.scale();
      return at + 1;
    }
    if (column instanceof ColumnEncoding.Vector vector) {
      List<Double> centres = vector.means();
      for (int i = 0; i < centres.size(); i++) {
        means[at + i] = centres.get(i);
        scales[at + i] = vector.scales().get(i);
      }
      return at + centres.size();
    }
    throw new IllegalArgumentException(
        model
            + ": column '"
            + column.name()
            + "' is a string, which no vector holds; use transform, or tributary.io.Scorer for"
            + " single rows");
  }

  /**
   * The network's logits (1 × outputs), in a workspace that the thread's next call overwrites.
   *
   * @throws IllegalArgumentException if the vector does not fit
   */
  Matrix logits(Vector features) {
    if (features.size() != means.length) {
      throw new IllegalArgumentException(
          model
              + ": the vector has "
              + features.size()
              + " values but the model was trained on "
              + means.length
              + "; give it as many, in the same order");
    }
    double[] values = features.toArray();
    float[] x = new float[means.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = RawValue.scaledElement(values[i], means[i], scales[i]);
      if (!RawValue.isUsable(values[i]) || !Float.isFinite(x[i])) {
        throw unusable(i, values[i], x[i]);
      }
    }
    return network.logits(weights, x, 0, 1, workspaces.get());
  }

  private IllegalArgumentException unusable(int i, double value, float scaled) {
    String element = model + ": element " + i + " of the vector";
    if (Double.isNaN(value)) {
      return new IllegalArgumentException(element + " is NaN; fill missing values first");
    }
    return new IllegalArgumentException(
        RawValue.isUsable(value)
            ? element + ": " + RawValue.notScalable(value, scaled, means[i], scales[i])
            : RawValue.notFinite(element, value));
  }

  /** The outputs in the target's own terms. */
  double[] outputs(Vector features) {
    double[] outputs = new double[decoder.width()];
    decoder.decode(logits(features), 0, outputs);
    return outputs;
  }
}
