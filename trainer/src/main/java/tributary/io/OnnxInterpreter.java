package tributary.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes what a graph says, in plain loops: slow, and right, and without a native library.
 *
 * <p>Immutable; sums are in double and rounded to the type that ONNX gives the result.
 */
public final class OnnxInterpreter {
  private final OnnxGraph graph;
  private final Map<String, OnnxArray> constants = new HashMap<>();

  private OnnxInterpreter(OnnxGraph graph) {
    this.graph = graph;
    for (OnnxTensor constant : graph.initializers()) {
      constants.put(constant.name(), OnnxArray.of(constant));
    }
  }

  /**
   * An interpreter of a model that passes {@link OnnxChecker}.
   *
   * @throws OnnxException if it does not
   */
  public static OnnxInterpreter of(OnnxModel model) throws OnnxException {
    return new OnnxInterpreter(OnnxChecker.require(model).graph());
  }

  /**
   * The graph's outputs, in their order.
   *
   * @param inputs by name; each of the type and shape that the graph gives it
   * @throws IllegalArgumentException if one is missing or of another type or shape
   */
  public Map<String, OnnxArray> run(Map<String, OnnxArray> inputs) {
    Map<String, OnnxArray> values = new HashMap<>(constants);
    Map<String, Long> sizes = new HashMap<>();
    for (OnnxValueInfo input : graph.inputs()) {
      OnnxArray value = inputs.getOrDefault(input.name(), constants.get(input.name()));
      if (value == null || !fits(input, value, sizes)) {
        throw new IllegalArgumentException(
            "input "
                + input.name()
                + " is "
                + (value == null ? "missing" : value.type() + " " + value.shape())
                + ", expected "
                + input.typeAndShape());
      }
      values.put(input.name(), value);
    }
    for (OnnxNode node : graph.nodes()) {
      values.put(node.outputs().get(0), compute(node, values));
    }
    Map<String, OnnxArray> outputs = new LinkedHashMap<>();
    for (OnnxValueInfo output : graph.outputs()) {
      outputs.put(output.name(), defined(values, output.name()));
    }
    return outputs;
  }

  /** The same name is the same size in all inputs. */
  private static boolean fits(OnnxValueInfo input, OnnxArray value, Map<String, Long> sizes) {
    List<OnnxDimension> shape = input.shape().orElseThrow();
    boolean fits = value.type() == input.type() && value.shape().size() == shape.size();
    for (int i = 0; fits && i < shape.size(); i++) {
      OnnxDimension dimension = shape.get(i);
      long size = value.shape().get(i);
      fits =
          dimension.isFixed()
              ? dimension.size() == size
              : sizes.merge(dimension.name(), size, (known, now) -> known) == size;
    }
    return fits;
  }

  private static OnnxArray defined(Map<String, OnnxArray> values, String name) {
    OnnxArray value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the checked graph does not define " + name);
    }
    return value;
  }

  private static OnnxArray compute(OnnxNode node, Map<String, OnnxArray> values) {
    List<OnnxArray> in = new ArrayList<>();
    node.inputs().forEach(name -> in.add(defined(values, name)));
    return OnnxKernels.compute(OnnxOp.of(node).orElseThrow(), node, in);
  }
}
