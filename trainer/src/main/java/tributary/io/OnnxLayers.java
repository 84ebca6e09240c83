package tributary.io;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ParameterLayout;
import tributary.nn.ResidualSpec;

/** The part of a graph that is the network, as it predicts: layers by their names in the layout. */
final class OnnxLayers {
  private static final float SQRT_HALF = 0.70710677f;

  private final OnnxGraphBuilder graph;
  private final ParameterLayout layout;
  private final float[] weights;

  private OnnxLayers(OnnxGraphBuilder graph, ParameterLayout layout, float[] weights) {
    this.graph = graph;
    this.layout = layout;
    this.weights = weights;
  }

  /** Gives the name of the N×O logits. */
  static String add(OnnxGraphBuilder graph, NetworkSpec network, float[] weights, String x) {
    OnnxLayers layers = new OnnxLayers(graph, ParameterLayout.of(network), weights);
    return layers.chain("layers.", network.layers(), network.inputs(), x);
  }

  private String chain(String prefix, List<LayerSpec> specs, int chainInputs, String chainX) {
    String x = chainX;
    int inputs = chainInputs;
    for (int i = 0; i < specs.size(); i++) {
      LayerSpec spec = specs.get(i);
      x = layer(prefix + i, spec, inputs, x);
      inputs = spec.outputSize(inputs);
    }
    return x;
  }

  private String layer(String name, LayerSpec spec, int inputs, String x) {
    if (spec instanceof DenseSpec dense) {
      return dense(name, dense, x);
    }
    if (spec instanceof LayerNormSpec norm) {
      return layerNorm(name, norm, x);
    }
    if (spec instanceof ResidualSpec residual) {
      return residual(name, residual, inputs, x);
    }
    // What is left is dropout, and nothing is dropped when predicting.
    return x;
  }

  private String parameter(String name) {
    ParameterLayout.Slot slot = layout.slot(name);
    List<Long> shape = slot.shape().stream().map(Integer::longValue).toList();
    return graph.constant(name, shape, weights, slot.offset());
  }

  private String gemm(String wanted, Stream<String> in) {
    return graph.node(wanted, OnnxOp.GEMM, in.toList(), OnnxAttribute.of("transB", 1));
  }

  private String dense(String name, DenseSpec spec, String x) {
    String weight = parameter(name + ".weight");
    String bias = parameter(name + ".bias");
    String z = gemm(name + ".z", Stream.of(x, weight, bias));
    String f = activation(name, spec.activation(), z);
    return spec.skip() ? graph.node(name + ".skip", OnnxOp.ADD, List.of(z, f)) : f;
  }

  private String activation(String name, Activation activation, String z) {
    String f = name + "." + activation.name().toLowerCase(Locale.ROOT);
    return switch (activation) {
      case IDENTITY -> z;
      case RELU -> graph.node(f, OnnxOp.RELU, List.of(z));
      case LEAKY_RELU ->
          graph.node(f, OnnxOp.LEAKY_RELU, List.of(z), OnnxAttribute.of("alpha", Activation.LEAK));
      case TANH -> graph.node(f, OnnxOp.TANH, List.of(z));
      case SIGMOID -> graph.node(f, OnnxOp.SIGMOID, List.of(z));
      case GELU -> gelu(f, z);
      case SILU ->
          graph.node(
              f, OnnxOp.MUL, List.of(z, graph.node(f + ".gate", OnnxOp.SIGMOID, List.of(z))));
    };
  }

  /** z·½·(1 + erf(z/√2)), which is z·Φ(z) exactly; ONNX has no Gelu before operator set 20. */
  private String gelu(String f, String z) {
    String shrunk =
        graph.node(
            f + ".shrunk", OnnxOp.MUL, List.of(z, graph.constant(f + ".sqrtHalf", SQRT_HALF)));
    String erf = graph.node(f + ".erf", OnnxOp.ERF, List.of(shrunk));
    String sum = graph.node(f + ".sum", OnnxOp.ADD, List.of(erf, graph.constant(f + ".one", 1f)));
    String product = graph.node(f + ".product", OnnxOp.MUL, List.of(z, sum));
    return graph.node(f, OnnxOp.MUL, List.of(product, graph.constant(f + ".half", 0.5f)));
  }

  /**
   * Centred before the normalisation, which changes nothing by itself: some runtimes take the
   * variance as the difference of two large numbers where the mean is far from 0.
   */
  private String layerNorm(String name, LayerNormSpec spec, String x) {
    String mean =
        graph.node(
            name + ".mean",
            OnnxOp.REDUCE_MEAN,
            List.of(x),
            OnnxAttribute.ofInts("axes", List.of(-1L)),
            OnnxAttribute.of("keepdims", 1));
    String centred = graph.node(name + ".centred", OnnxOp.SUB, List.of(x, mean));
    return graph.node(
        name + ".norm",
        OnnxOp.LAYER_NORMALIZATION,
        List.of(centred, parameter(name + ".weight"), parameter(name + ".bias")),
        OnnxAttribute.of("axis", -1),
        OnnxAttribute.of("epsilon", (float) spec.epsilon()),
        OnnxAttribute.of("stash_type", 1));
  }

  private String residual(String name, ResidualSpec spec, int inputs, String x) {
    String f = chain(name + ".body.", spec.body(), inputs, x);
    String skipped = x;
    if (spec.outputSize(inputs) != inputs) {
      skipped = gemm(name + ".projection", Stream.of(x, parameter(name + ".projection.weight")));
    }
    return graph.node(name + ".residual", OnnxOp.ADD, List.of(skipped, f));
  }
}
