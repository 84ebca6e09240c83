package tributary.io;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tributary.data.TargetEncoding;

/**
 * The part of a graph that turns logits into outputs in the target's own terms, as {@link
 * tributary.nn.TargetDecoder} does.
 */
final class OnnxOutputs {
  private static final OnnxDimension ROWS = OnnxGraphBuilder.ROWS;

  private final OnnxGraphBuilder graph;
  private final String logits;
  private final int outputs;

  private OnnxOutputs(OnnxGraphBuilder graph, String logits, int outputs) {
    this.graph = graph;
    this.logits = logits;
    this.outputs = outputs;
  }

  /**
   * Declares the outputs of a network that ends in {@code logits}.
   *
   * @param outputs of the network
   */
  static void add(OnnxGraphBuilder graph, TargetEncoding target, String logits, int outputs) {
    OnnxOutputs part = new OnnxOutputs(graph, logits, outputs);
    if (target instanceof TargetEncoding.Classes classes) {
      part.classes(classes.classes());
    } else if (target instanceof TargetEncoding.Labels) {
      part.labels();
    } else if (target instanceof TargetEncoding.Regression regression) {
      part.numbers(regression);
    }
    graph.output(logits, OnnxType.FLOAT, ROWS, OnnxDimension.of(outputs));
  }

  private void classes(List<String> classes) {
    String label = graph.reserve(OnnxExport.LABEL);
    String probabilities = graph.reserve(OnnxExport.PROBABILITIES);
    // Of two classes there may be the one logit of the second: −z and z are as good as two.
    String each = logits;
    if (outputs == 1) {
      String negative = graph.node("negative", OnnxOp.NEG, List.of(logits));
      each =
          graph.node("both", OnnxOp.CONCAT, List.of(negative, logits), OnnxAttribute.of("axis", 1));
      graph.nodeAs(probabilities, OnnxOp.SIGMOID, List.of(each));
    } else {
      graph.nodeAs(probabilities, OnnxOp.SOFTMAX, List.of(each), OnnxAttribute.of("axis", -1));
    }
    boolean numbered =
        IntStream.range(0, classes.size())
            .allMatch(i -> classes.get(i).equals(Integer.toString(i)));
    OnnxAttribute[] likeliest = {OnnxAttribute.of("axis", 1), OnnxAttribute.of("keepdims", 0)};
    if (numbered) {
      graph.nodeAs(label, OnnxOp.ARG_MAX, List.of(each), likeliest);
    } else {
      String place = graph.node("likeliest", OnnxOp.ARG_MAX, List.of(each), likeliest);
      graph.nodeAs(
          label,
          OnnxOp.LABEL_ENCODER,
          List.of(place),
          OnnxAttribute.ofInts("keys_int64s", LongStream.range(0, classes.size()).boxed().toList()),
          OnnxAttribute.ofStrings("values_strings", classes));
    }
    graph.output(label, numbered ? OnnxType.INT64 : OnnxType.STRING, ROWS);
    graph.output(probabilities, OnnxType.FLOAT, ROWS, OnnxDimension.of(classes.size()));
  }

  private void labels() {
    String labels = graph.reserve(OnnxExport.LABELS);
    String probabilities = graph.reserve(OnnxExport.PROBABILITIES);
    String yes = graph.node("yes", OnnxOp.GREATER, List.of(logits, graph.constant("zero", 0f)));
    cast(labels, yes, OnnxType.INT64);
    graph.nodeAs(probabilities, OnnxOp.SIGMOID, List.of(logits));
    graph.output(labels, OnnxType.INT64, ROWS, OnnxDimension.of(outputs));
    graph.output(probabilities, OnnxType.FLOAT, ROWS, OnnxDimension.of(outputs));
  }

  /** logit · scale + mean in double, rounded once. */
  private void numbers(TargetEncoding.Regression target) {
    String prediction = graph.reserve(OnnxExport.PREDICTION);
    String wide = cast(graph.reserve("logits.double"), logits, OnnxType.DOUBLE);
    String scales = graph.constant("target.scales", unboxed(target.scales()));
    String means = graph.constant("target.means", unboxed(target.means()));
    String scaled = graph.node("unscaled", OnnxOp.MUL, List.of(wide, scales));
    String moved = graph.node("prediction.double", OnnxOp.ADD, List.of(scaled, means));
    cast(prediction, moved, OnnxType.FLOAT);
    graph.output(prediction, OnnxType.FLOAT, ROWS, OnnxDimension.of(outputs));
  }

  private String cast(String reserved, String x, OnnxType to) {
    return graph.nodeAs(reserved, OnnxOp.CAST, List.of(x), OnnxAttribute.of("to", to.code()));
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
