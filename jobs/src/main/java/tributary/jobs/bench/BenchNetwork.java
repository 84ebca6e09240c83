package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** Dense layers with ReLU between them and softmax cross-entropy at the end, by their widths. */
record BenchNetwork(List<Integer> widths) {
  /** 235,146 weights. */
  static final BenchNetwork SMALL = new BenchNetwork(List.of(784, 256, 128, 10));

  /** 2,913,290 weights. */
  static final BenchNetwork LARGE = new BenchNetwork(List.of(784, 1024, 1024, 1024, 10));

  /** 2,350,250 weights: ten times those of {@link #SMALL}. */
  static final BenchNetwork TENFOLD = new BenchNetwork(List.of(784, 1024, 1024, 480, 10));

  BenchNetwork {
    widths = List.copyOf(widths);
  }

  NetworkSpec spec() {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      Activation activation = l < widths.size() - 1 ? Activation.RELU : Activation.IDENTITY;
      layers.add(new DenseSpec(widths.get(l), activation));
    }
    return new NetworkSpec(
        widths.get(0), layers, new LossSpec.SoftmaxCrossEntropy(widths.get(widths.size() - 1)));
  }

  long weights() {
    long weights = 0;
    for (int l = 1; l < widths.size(); l++) {
      weights += (widths.get(l - 1) + 1L) * widths.get(l);
    }
    return weights;
  }

  /**
   * Of the matrix products alone, forward and backward: two for each weight of a matrix in each of
   * three products, of which the first layer needs two.
   */
  double flopsPerExample() {
    double flops = 0;
    for (int l = 1; l < widths.size(); l++) {
      flops += 2.0 * widths.get(l - 1) * widths.get(l) * (l == 1 ? 2 : 3);
    }
    return flops;
  }

  int[] toArray() {
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
