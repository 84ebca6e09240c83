package tributary.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the parts of one graph and keeps all their names apart. */
final class OnnxGraphBuilder {
  /** What the number of rows is called. */
  static final OnnxDimension ROWS = OnnxDimension.named("N");

  private final Set<String> names = new HashSet<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<OnnxTensor> constants = new ArrayList<>();
  private final List<OnnxValueInfo> inputs = new ArrayList<>();
  private final List<OnnxValueInfo> outputs = new ArrayList<>();
  private boolean ml;

  /**
   * An input under the very name it has outside.
   *
   * @throws OnnxException if the name is taken, or is none
   */
  void input(String name, OnnxType type, int width) throws OnnxException {
    if (name.isEmpty()) {
      throw new OnnxException("a feature column has an empty name, which no input can have");
    }
    if (!names.add(name)) {
      throw new OnnxException(
          "two feature columns are named " + name + "; inputs of a graph must differ");
    }
    inputs.add(OnnxValueInfo.of(name, type, ROWS, OnnxDimension.of(width)));
  }

  /** A name that nothing else has: this one, or with a number behind it. */
  String reserve(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  String constant(String wanted, List<Long> shape, float[] values, int offset) {
    String name = reserve(wanted);
    constants.add(OnnxTensor.of(name, shape, values, offset));
    return name;
  }

  String constant(String wanted, float value) {
    return constant(wanted, List.of(), new float[] {value}, 0);
  }

  String constant(String wanted, double[] values) {
    String name = reserve(wanted);
    constants.add(OnnxTensor.of(name, List.of((long) values.length), values));
    return name;
  }

  /** Adds an operation of ONNX's own; gives the name of what it computes. */
  String node(String wanted, OnnxOp op, List<String> in, OnnxAttribute... attributes) {
    return nodeAs(reserve(wanted), op, in, attributes);
  }

  /** As {@link #node}, under a name that was reserved for it. */
  String nodeAs(String reserved, OnnxOp op, List<String> in, OnnxAttribute... attributes) {
    ml |= op.domain().equals(OnnxFormat.ML_DOMAIN);
    nodes.add(
        new OnnxNode(reserved, op.domain(), op.type(), in, List.of(reserved), List.of(attributes)));
    return reserved;
  }

  void output(String name, OnnxType type, OnnxDimension... shape) {
    outputs.add(OnnxValueInfo.of(name, type, shape));
  }

  /** Whether an operation on strings or classes is among the nodes. */
  boolean usesMl() {
    return ml;
  }

  OnnxGraph build(String name) {
    return new OnnxGraph(name, nodes, constants, inputs, outputs);
  }
}
