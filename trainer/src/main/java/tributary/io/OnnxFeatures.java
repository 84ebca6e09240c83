package tributary.io;

import java.util.ArrayList;
import java.util.List;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;

/**
 * The part of a graph that turns raw columns into the network's inputs, with the numbers that
 * training uses: (value − mean) / scale in double, rounded once.
 */
final class OnnxFeatures {
  private final OnnxGraphBuilder graph;
  private final OnnxType numbers;
  private final List<String> parts = new ArrayList<>();
  private final List<String> run = new ArrayList<>();
  private final List<Double> means = new ArrayList<>();
  private final List<Double> scales = new ArrayList<>();

  private OnnxFeatures(OnnxGraphBuilder graph, OnnxType numbers) {
    this.graph = graph;
    this.numbers = numbers;
  }

  /** One input per column, named as it is; before anything else takes a name. */
  static void addInputs(OnnxGraphBuilder graph, TableEncoding table, OnnxType numbers)
      throws OnnxException {
    for (ColumnEncoding column : table.features()) {
      if (column instanceof ColumnEncoding.Categorical) {
        graph.input(column.name(), OnnxType.STRING, 1);
      } else {
        graph.input(column.name(), numbers, column.width());
      }
    }
  }

  /** Gives the name of the N×I inputs of the network. */
  static String add(OnnxGraphBuilder graph, TableEncoding table, OnnxType numbers) {
    OnnxFeatures features = new OnnxFeatures(graph, numbers);
    for (ColumnEncoding column : table.features()) {
      if (column.width() == 0) {
        continue;
      }
      if (column instanceof ColumnEncoding.Categorical categorical) {
        features.endRun();
        features.levels(categorical);
      } else if (column instanceof ColumnEncoding.Vector vector) {
        features.numbers(vector.name(), vector.means(), vector.scales());
      } else if (column instanceof ColumnEncoding.Numeric number) {
        features.numbers(number.name(), List.of(number.mean()), List.of(number.scale()));
      }
    }
    features.endRun();
    return features.joined("features", features.parts);
  }

  private void numbers(String name, List<Double> ownMeans, List<Double> ownScales) {
    run.add(name);
    means.addAll(ownMeans);
    scales.addAll(ownScales);
  }

  private String joined(String wanted, List<String> in) {
    return in.size() == 1
        ? in.get(0)
        : graph.node(wanted, OnnxOp.CONCAT, in, OnnxAttribute.of("axis", 1));
  }

  /** Columns of numbers that lie side by side are scaled together. */
  private void endRun() {
    if (run.isEmpty()) {
      return;
    }
    String raw = joined("raw", run);
    if (numbers != OnnxType.DOUBLE) {
      raw = cast("raw.double", raw, OnnxType.DOUBLE);
    }
    String mean = graph.constant("means", unboxed(means));
    String scale = graph.constant("scales", unboxed(scales));
    String centred = graph.node("centred", OnnxOp.SUB, List.of(raw, mean));
    String scaled = graph.node("scaled", OnnxOp.DIV, List.of(centred, scale));
    parts.add(cast("scaled.float", scaled, OnnxType.FLOAT));
    run.clear();
    means.clear();
    scales.clear();
  }

  private String cast(String wanted, String x, OnnxType to) {
    return graph.node(wanted, OnnxOp.CAST, List.of(x), OnnxAttribute.of("to", to.code()));
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** With zeros, a level that was never seen is no error but all 0, as in training. */
  private void levels(ColumnEncoding.Categorical column) {
    String name = column.name();
    String hot =
        graph.node(
            name + ".levels",
            OnnxOp.ONE_HOT_ENCODER,
            List.of(name),
            OnnxAttribute.ofStrings("cats_strings", column.levels()),
            OnnxAttribute.of("zeros", 1));
    parts.add(
        graph.node(name + ".flat", OnnxOp.FLATTEN, List.of(hot), OnnxAttribute.of("axis", 1)));
  }
}
