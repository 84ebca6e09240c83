package tributary.nn;

import java.util.List;
import tributary.data.Batch;
import tributary.data.RandomStream;

/**
 * The forward pass and the loss in double, one example after the other, straight from the formulas
 * and sharing no arithmetic with what it checks. Meant to be differentiated numerically.
 */
final class DoubleNetwork {
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final boolean training;
  private final long dropoutKey;
  private double[] weights = new double[0];
  private long tableRow;
  private int ordinal;
  private double kinkDistance;

  private DoubleNetwork(
      NetworkSpec spec, ParameterLayout layout, boolean training, long dropoutKey) {
    this.spec = spec;
    this.layout = layout;
    this.training = training;
    this.dropoutKey = dropoutKey;
  }

  static DoubleNetwork training(NetworkSpec spec, ParameterLayout layout, long dropoutKey) {
    return new DoubleNetwork(spec, layout, true, dropoutKey);
  }

  static DoubleNetwork evaluating(NetworkSpec spec, ParameterLayout layout) {
    return new DoubleNetwork(spec, layout, false, 0);
  }

  /** The least |z| that a unit of the ReLU family met in the last {@link #loss}. */
  double kinkDistance() {
    return kinkDistance;
  }

  /** Σ weight·loss over the batch. */
  double loss(double[] params, Batch batch) {
    kinkDistance = Double.POSITIVE_INFINITY;
    double sum = 0;
    int targets = spec.loss().targets();
    for (int r = 0; r < batch.rows(); r++) {
      double[] target = new double[targets];
      for (int t = 0; t < targets; t++) {
        target[t] = batch.y()[batch.yOffset() + r * targets + t];
      }
      sum += batch.weight(r) * lossOf(logits(params, batch, r), target);
    }
    return sum;
  }

  double[] logits(double[] params, Batch batch, int row) {
    weights = params;
    tableRow = batch.tableRow(row);
    ordinal = 0;
    double[] x = new double[spec.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = batch.x()[batch.xOffset() + row * x.length + i];
    }
    return chain("layers.", spec.layers(), x);
  }

  private double[] chain(String prefix, List<LayerSpec> layers, double[] x) {
    double[] y = x;
    for (int i = 0; i < layers.size(); i++) {
      y = layer(prefix + i, layers.get(i), y);
    }
    return y;
  }

  private double[] layer(String name, LayerSpec layer, double[] x) {
    int place = ordinal++;
    if (layer instanceof DenseSpec dense) {
      return dense(name, dense, x);
    }
    if (layer instanceof LayerNormSpec norm) {
      return normalise(name, norm, x);
    }
    if (layer instanceof DropoutSpec dropout) {
      return dropout(dropout, place, x);
    }
    double[] f = chain(name + ".body.", ((ResidualSpec) layer).body(), x);
    double[] skip = f.length == x.length ? x : product(name + ".projection.weight", f.length, x);
    double[] y = new double[f.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = skip[i] + f[i];
    }
    return y;
  }

  private double[] dense(String name, DenseSpec spec, double[] x) {
    double[] y = product(name + ".weight", spec.units(), x);
    int bias = layout.slot(name + ".bias").offset();
    for (int o = 0; o < y.length; o++) {
      double z = y[o] + weights[bias + o];
      if (spec.activation() == Activation.RELU || spec.activation() == Activation.LEAKY_RELU) {
        kinkDistance = Math.min(kinkDistance, Math.abs(z));
      }
      y[o] = value(spec.activation(), z) + (spec.skip() ? z : 0);
    }
    return y;
  }

  private double[] product(String slot, int outputs, double[] x) {
    int offset = layout.slot(slot).offset();
    double[] y = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += weights[offset + o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double[] normalise(String name, LayerNormSpec spec, double[] x) {
    int gamma = layout.slot(name + ".weight").offset();
    int beta = layout.slot(name + ".bias").offset();
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double normalised = (x[i] - mean) / Math.sqrt(variance + spec.epsilon());
      y[i] = weights[gamma + i] * normalised + weights[beta + i];
    }
    return y;
  }

  private double[] dropout(DropoutSpec spec, int place, double[] x) {
    if (!training) {
      return x;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = kept(spec, place, i) ? x[i] / (1 - spec.rate()) : 0;
    }
    return y;
  }

  // The one formula both must share: which units are dropped is a convention, not mathematics.
  private boolean kept(DropoutSpec spec, int place, int unit) {
    long layerKey = RandomStream.mix(dropoutKey + RandomStream.hash(place));
    long rowKey = RandomStream.mix(layerKey + tableRow * 0xD1342543DE82EF95L);
    return RandomStream.unit(RandomStream.mix(rowKey + unit * 0x9E3779B97F4A7C15L)) >= spec.rate();
  }

  static double value(Activation activation, double z) {
    return switch (activation) {
      case IDENTITY -> z;
      case RELU -> z > 0 ? z : 0;
      case LEAKY_RELU -> z > 0 ? z : (double) 0.01f * z;
      case TANH -> StrictMath.tanh(z);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-z));
      case GELU -> z * normal(z);
      case SILU -> z / (1 + StrictMath.exp(-z));
    };
  }

  /** Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …) (Marsaglia 2004), for moderate z. */
  static double normal(double z) {
    double term = z;
    double sum = z;
    for (int n = 3; Math.abs(term) > 1e-18; n += 2) {
      term *= z * z / n;
      sum += term;
    }
    return 0.5 + sum * StrictMath.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  }

  private double lossOf(double[] z, double[] t) {
    if (spec.loss() instanceof LossSpec.SoftmaxCrossEntropy) {
      double sum = 0;
      for (double v : z) {
        sum += StrictMath.exp(v);
      }
      return -StrictMath.log(StrictMath.exp(z[(int) t[0]]) / sum);
    }
    double sum = 0;
    for (int o = 0; o < z.length; o++) {
      sum += elementLoss(z[o], t[o]);
    }
    return sum / z.length;
  }

  private double elementLoss(double z, double t) {
    double d = z - t;
    if (spec.loss() instanceof LossSpec.SquaredError) {
      return d * d;
    }
    if (spec.loss() instanceof LossSpec.Huber huber) {
      double delta = huber.delta();
      return Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta);
    }
    return t * StrictMath.log1p(StrictMath.exp(-z)) + (1 - t) * StrictMath.log1p(StrictMath.exp(z));
  }
}
