package tributary.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Holds a model to what ONNX lays down, also where runtimes let it pass, and to the operations that
 * are known here: header, names, the order of the nodes, attributes, constants, and the type and
 * shape of everything that flows through the graph.
 */
public final class OnnxChecker {
  /** Since this version constants need not be listed among the inputs. */
  private static final long FIRST_IR_VERSION_OF_FREE_CONSTANTS = 4;

  /** More than any network has, and few enough that a hostile graph cannot fill the heap. */
  private static final long MAX_NUMBERS = 1 << 27;

  private final OnnxModel model;
  private final List<String> violations = new ArrayList<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> later = new HashSet<>();
  private final Map<String, OnnxTensorType> types = new HashMap<>();

  private double numbers;

  private OnnxChecker(OnnxModel model) {
    this.model = model;
  }

  /** Everything that is wrong, each with the name of the node or value; empty if nothing is. */
  public static List<String> violations(OnnxModel model) {
    OnnxChecker checker = new OnnxChecker(model);
    checker.check();
    return checker.violations;
  }

  /**
   * Passes a sound model on.
   *
   * @throws OnnxException with all that is wrong
   */
  public static OnnxModel require(OnnxModel model) throws OnnxException {
    List<String> violations = violations(model);
    if (!violations.isEmpty()) {
      throw new OnnxException("the model is not sound: " + String.join("; ", violations));
    }
    return model;
  }

  private void check() {
    header();
    OnnxGraph graph = model.graph();
    if (graph.name().isEmpty()) {
      violations.add("the graph has no name");
    }
    graph.inputs().forEach(this::input);
    graph.initializers().forEach(this::initializer);
    graph.nodes().forEach(node -> later.addAll(node.outputs()));
    graph.nodes().forEach(this::node);
    uniqueNodeNames(graph);
    if (graph.outputs().isEmpty()) {
      violations.add("the graph has no outputs");
    }
    Set<String> outputs = new HashSet<>();
    for (OnnxValueInfo output : graph.outputs()) {
      if (!outputs.add(output.name())) {
        violations.add("output " + output.name() + " is listed twice");
      }
      output(output);
    }
  }

  private void header() {
    if (model.irVersion() < 1) {
      violations.add("ir_version is missing");
    }
    if (model.operatorSets().isEmpty()) {
      violations.add("opset_import is missing");
    }
    Set<String> domains = new HashSet<>();
    for (OnnxModel.OperatorSet set : model.operatorSets()) {
      if (!domains.add(set.domain())) {
        violations.add("opset_import names the domain '" + set.domain() + "' twice");
      }
      if (set.version() < 1) {
        violations.add("opset_import of '" + set.domain() + "' has version " + set.version());
      }
    }
  }

  private void input(OnnxValueInfo input) {
    String label = "input " + input.name();
    typed(label, input).ifPresent(type -> types.put(input.name(), type));
    define(label, input.name());
  }

  private Optional<OnnxTensorType> typed(String label, OnnxValueInfo value) {
    if (value.type() == OnnxType.UNDEFINED) {
      violations.add(label + " has no element type");
    }
    if (value.shape().isEmpty()) {
      violations.add(label + " has no shape");
    }
    return value.type() == OnnxType.UNDEFINED
        ? Optional.empty()
        : value.shape().map(shape -> new OnnxTensorType(value.type(), shape));
  }

  private void define(String label, String name) {
    if (name.isEmpty()) {
      violations.add(label + " has an empty name");
    } else if (!defined.add(name)) {
      violations.add(label + ": the name " + name + " is defined already");
    }
  }

  private void initializer(OnnxTensor constant) {
    String label = "initializer " + constant.name();
    boolean listed =
        model.graph().inputs().stream().anyMatch(i -> i.name().equals(constant.name()));
    boolean once = types.putIfAbsent(constant.name(), OnnxTensorType.of(constant)) == null;
    if (listed && model.irVersion() < FIRST_IR_VERSION_OF_FREE_CONSTANTS) {
      if (!once && !OnnxTensorType.of(constant).equals(types.get(constant.name()))) {
        violations.add(label + " is not of the type and shape that the input has");
      }
    } else {
      define(label, constant.name());
      if (model.irVersion() < FIRST_IR_VERSION_OF_FREE_CONSTANTS) {
        violations.add(
            label
                + " is not listed as an input, which ir_version "
                + model.irVersion()
                + " asks for");
      }
    }
    data(label, constant);
  }

  private void data(String label, OnnxTensor constant) {
    if (constant.type().bytes() == 0) {
      violations.add(label + " has elements of type " + constant.type() + ", expected numbers");
      return;
    }
    long found = constant.data().remaining();
    try {
      long expected =
          Math.multiplyExact(OnnxTensor.elements(constant.shape()), constant.type().bytes());
      if (found != expected) {
        violations.add(
            label
                + ": raw_data has "
                + found
                + " bytes but "
                + constant.type()
                + " "
                + constant.shape()
                + " takes "
                + expected);
      }
    } catch (ArithmeticException e) {
      violations.add(label + ": the shape " + constant.shape() + " cannot be counted");
    }
  }

  private void node(OnnxNode node) {
    Optional<OnnxOp> op = OnnxOp.of(node);
    if (op.isEmpty()) {
      violations.add(
          node.label()
              + ": there is no such operation"
              + (node.domain().isEmpty() ? "" : " in " + node.domain())
              + " among those known here");
    } else {
      OptionalLong version = model.operatorSet(node.domain());
      if (version.isEmpty()) {
        violations.add(
            node.label() + ": its domain '" + node.domain() + "' is not in opset_import");
      } else {
        op.get()
            .faults(node, version.getAsLong())
            .forEach(fault -> violations.add(node.label() + ": " + fault));
      }
    }
    boolean whole = inputs(node);
    op.filter(known -> whole).ifPresent(known -> infer(known, node));
    for (String output : node.outputs()) {
      define(node.label(), output);
    }
  }

  /** Whether the types of all inputs are known. */
  private boolean inputs(OnnxNode node) {
    boolean whole = true;
    for (String input : node.inputs()) {
      if (!input.isEmpty() && !defined.contains(input)) {
        violations.add(
            node.label()
                + ": its input "
                + input
                + (later.contains(input)
                    ? " comes from a node after it; nodes must be in the order in which they compute"
                    : " is nowhere defined"));
      }
      whole &= types.containsKey(input);
    }
    return whole;
  }

  private void infer(OnnxOp op, OnnxNode node) {
    OptionalLong version = model.operatorSet(node.domain());
    if (version.isEmpty() || !op.faults(node, version.getAsLong()).isEmpty()) {
      return;
    }
    try {
      List<OnnxTensorType> in = new ArrayList<>();
      for (String input : node.inputs()) {
        in.add(Objects.requireNonNull(types.get(input)));
      }
      OnnxTensorType out = OnnxShapes.infer(op, node, in);
      types.putIfAbsent(node.outputs().get(0), out);
      numbers += numbers(out);
      if (numbers > MAX_NUMBERS && numbers - numbers(out) <= MAX_NUMBERS) {
        violations.add(
            node.label()
                + ": up to here the graph computes more than "
                + MAX_NUMBERS
                + " numbers a row, more than is read");
      }
    } catch (OnnxShapes.Misfit e) {
      violations.add(node.label() + ": " + e.getMessage());
    }
  }

  /** As many as one row has; the bound is far from where a double ceases to count. */
  private static double numbers(OnnxTensorType type) {
    double numbers = 1;
    for (OnnxDimension dimension : type.shape()) {
      numbers *= dimension.isFixed() ? Math.max(1, dimension.size()) : 1;
    }
    return numbers;
  }

  private void uniqueNodeNames(OnnxGraph graph) {
    Set<String> names = new HashSet<>();
    for (OnnxNode node : graph.nodes()) {
      if (!node.name().isEmpty() && !names.add(node.name())) {
        violations.add(node.label() + ": another node has the same name");
      }
    }
  }

  private void output(OnnxValueInfo output) {
    String label = "output " + output.name();
    Optional<OnnxTensorType> declared = typed(label, output);
    if (!defined.contains(output.name())) {
      violations.add(label + " is given by no node");
      return;
    }
    OnnxTensorType found = types.get(output.name());
    if (declared.isPresent() && found != null && !declared.get().equals(found)) {
      violations.add(label + " is said to be " + declared.get() + " but is " + found);
    }
  }
}
