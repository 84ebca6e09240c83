package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks a sound model in one place at a time; the message must say where. */
final class OnnxCheckerTest {
  private static OnnxModel sound() {
    try {
      return OnnxFormat.read(OnnxFormatTest.golden());
    } catch (OnnxException e) {
      throw new AssertionError(e);
    }
  }

  private static OnnxModel with(OnnxGraph graph) {
    OnnxModel m = sound();
    return new OnnxModel(
        m.irVersion(), m.operatorSets(), m.producer(), m.description(), graph, m.metadata());
  }

  private static OnnxModel withHeader(long irVersion, OnnxModel.OperatorSet... sets) {
    OnnxModel m = sound();
    return new OnnxModel(
        irVersion, List.of(sets), m.producer(), m.description(), m.graph(), m.metadata());
  }

  private static OnnxModel.OperatorSet set(String domain, long version) {
    return new OnnxModel.OperatorSet(domain, version);
  }

  private static OnnxModel withNodes(UnaryOperator<List<OnnxNode>> change) {
    OnnxGraph g = sound().graph();
    List<OnnxNode> nodes = change.apply(new ArrayList<>(g.nodes()));
    return with(new OnnxGraph(g.name(), nodes, g.initializers(), g.inputs(), g.outputs()));
  }

  private static OnnxModel withNode(int i, OnnxNode node) {
    return withNodes(
        nodes -> {
          nodes.set(i, node);
          return nodes;
        });
  }

  private static OnnxModel withConstants(UnaryOperator<List<OnnxTensor>> change) {
    OnnxGraph g = sound().graph();
    List<OnnxTensor> constants = change.apply(new ArrayList<>(g.initializers()));
    return with(new OnnxGraph(g.name(), g.nodes(), constants, g.inputs(), g.outputs()));
  }

  private static OnnxModel withValues(List<OnnxValueInfo> inputs, List<OnnxValueInfo> outputs) {
    OnnxGraph g = sound().graph();
    return with(new OnnxGraph(g.name(), g.nodes(), g.initializers(), inputs, outputs));
  }

  private static OnnxNode fc1(List<String> in, OnnxAttribute... attributes) {
    return new OnnxNode("fc1", "", "Gemm", in, List.of("h0"), List.of(attributes));
  }

  private static OnnxNode fc1(OnnxAttribute... attributes) {
    return fc1(List.of("x", "w1", "b1"), attributes);
  }

  private static OnnxNode act1(String op, OnnxAttribute... attributes) {
    return act1("", op, List.of("h0"), attributes);
  }

  private static OnnxNode act1(
      String domain, String op, List<String> in, OnnxAttribute... attributes) {
    return new OnnxNode("act1", domain, op, in, List.of("h1"), List.of(attributes));
  }

  private static OnnxTensor floats(String name, Long... shape) {
    List<Long> sizes = List.of(shape);
    return OnnxTensor.of(name, sizes, new float[(int) OnnxTensor.elements(sizes)], 0);
  }

  private static OnnxModel replaced(OnnxTensor constant) {
    return withConstants(
        constants -> {
          constants.replaceAll(old -> old.name().equals(constant.name()) ? constant : old);
          return constants;
        });
  }

  private static OnnxValueInfo value(String name, OnnxType type, OnnxDimension... shape) {
    return OnnxValueInfo.of(name, type, shape);
  }

  private static final OnnxDimension N = OnnxDimension.named("N");
  private static final OnnxDimension THREE = OnnxDimension.of(3);
  private static final OnnxAttribute TRANSPOSED = OnnxAttribute.of("transB", 1);

  private static Arguments seeded(String message, OnnxModel broken) {
    return Arguments.of(message, broken);
  }

  static Stream<Arguments> headerViolations() {
    return Stream.of(
        seeded("ir_version is missing", withHeader(0, set("", 13))),
        seeded("opset_import is missing", withHeader(7)),
        seeded("opset_import names the domain '' twice", withHeader(7, set("", 13), set("", 14))),
        seeded("opset_import of 'x' has version 0", withHeader(7, set("", 13), set("x", 0))),
        seeded(
            "initializer w1 is not listed as an input, which ir_version 3 asks for",
            withHeader(3, set("", 13))),
        seeded(
            "node fc1 (Gemm): it is known from version 11 on but the model imports version 10",
            withHeader(7, set("", 10))),
        seeded(
            "node sm (Softmax): it is known from version 13 on but the model imports version 12",
            withHeader(7, set("", 12))),
        seeded(
            "node fc1 (Gemm): its domain '' is not in opset_import",
            withHeader(7, set("ai.onnx.ml", 3))));
  }

  static Stream<Arguments> nameViolations() {
    OnnxGraph g = sound().graph();
    OnnxNode relu = g.nodes().get(1);
    return Stream.of(
        seeded(
            "the graph has no name",
            with(new OnnxGraph("", g.nodes(), g.initializers(), g.inputs(), g.outputs()))),
        seeded(
            "node act1 (Relu): its input h0 comes from a node after it; nodes must be in the order"
                + " in which they compute",
            withNodes(
                nodes -> {
                  Collections.swap(nodes, 0, 1);
                  return nodes;
                })),
        seeded(
            "node fc1 (Gemm): its input y is nowhere defined",
            withNode(0, fc1(List.of("y", "w1", "b1"), TRANSPOSED))),
        seeded(
            "node act2 (Relu): the name h1 is defined already",
            withNodes(
                nodes -> {
                  nodes.add(
                      2, new OnnxNode("act2", "", "Relu", List.of("h0"), List.of("h1"), List.of()));
                  return nodes;
                })),
        seeded(
            "node act1 (Relu): another node has the same name",
            withNodes(
                nodes -> {
                  nodes.add(
                      2, new OnnxNode("act1", "", "Relu", List.of("h0"), List.of("h9"), List.of()));
                  return nodes;
                })),
        seeded(
            "node act9 (Relu) has an empty name",
            withNodes(
                nodes -> {
                  nodes.add(
                      new OnnxNode("act9", "", "Relu", relu.inputs(), List.of(""), List.of()));
                  return nodes;
                })),
        seeded(
            "initializer b1: the name b1 is defined already",
            withConstants(
                constants -> {
                  constants.add(floats("b1", 2L));
                  return constants;
                })),
        seeded(
            "initializer x: the name x is defined already",
            withConstants(
                constants -> {
                  constants.add(floats("x", 2L));
                  return constants;
                })));
  }

  static Stream<Arguments> nodeViolations() {
    OnnxAttribute untyped = new OnnxAttribute("transB", OnnxAttribute.Kind.UNDEFINED, 1L);
    OnnxAttribute lying = new OnnxAttribute("transB", OnnxAttribute.Kind.INT, 1f);
    return Stream.of(
        seeded("node act1 (Swish): there is no such operation", withNode(1, act1("Swish"))),
        seeded(
            "node act1 (Relu): there is no such operation in ai.onnx.ml",
            withNode(1, act1("ai.onnx.ml", "Relu", List.of("h0")))),
        seeded(
            "node fc1 (Gemm): it has 1 inputs, expected 2 to 3",
            withNode(0, fc1(List.of("x"), TRANSPOSED))),
        seeded(
            "node act1 (Relu): it has 2 inputs, expected 1",
            withNode(1, act1("", "Relu", List.of("h0", "h0")))),
        seeded(
            "node act1 (Relu): it has 2 outputs, expected 1",
            withNode(
                1,
                new OnnxNode("act1", "", "Relu", List.of("h0"), List.of("h1", "h2"), List.of()))),
        seeded("node act1 (Relu): input 0 has no name", withNode(1, act1("", "Relu", List.of("")))),
        seeded(
            "node fc1 (Gemm): attribute transB has no type, expected INT",
            withNode(0, fc1(untyped))),
        seeded(
            "node fc1 (Gemm): attribute transB is FLOAT, expected INT",
            withNode(0, fc1(OnnxAttribute.of("transB", 1f)))),
        seeded(
            "node fc1 (Gemm): attribute transB has the type INT but a value of another",
            withNode(0, fc1(lying))),
        seeded(
            "node fc1 (Gemm): attribute transC is not known",
            withNode(0, fc1(TRANSPOSED, OnnxAttribute.of("transC", 1)))),
        seeded(
            "node fc1 (Gemm): attribute transB is there twice",
            withNode(0, fc1(TRANSPOSED, TRANSPOSED))),
        seeded("node act1 (Concat): attribute axis is missing", withNode(1, act1("Concat"))),
        seeded(
            "node act1 (LayerNormalization): it is known from version 17 on but the model imports"
                + " version 13",
            withNode(1, act1("", "LayerNormalization", List.of("h0", "b1")))));
  }

  static Stream<Arguments> shapeViolations() {
    return Stream.of(
        seeded("node fc1 (Gemm): A is float [N, 3] and B is float [2, 3]", withNode(0, fc1())),
        seeded(
            "node fc1 (Gemm): A is float [N, 3] and B is float [2, 4] transposed",
            replaced(floats("w1", 2L, 4L))),
        seeded(
            "node fc1 (Gemm): C is float [3], which cannot be added to float [N, 2]",
            replaced(floats("b1", 3L))),
        seeded(
            "node fc1 (Gemm): B is float [6], expected two dimensions", replaced(floats("w1", 6L))),
        seeded(
            "node act1 (Add): the shapes of its inputs, float [N, 2] and float [3], do not go",
            withNode(1, act1("", "Add", List.of("h0", "b2")))),
        seeded(
            "node act1 (Concat): its inputs are [float [N, 2], float [2]]",
            withNode(1, act1("", "Concat", List.of("h0", "b1"), OnnxAttribute.of("axis", 1)))),
        seeded(
            "node act1 (Softmax): its axis is 0 of float [N, 2], expected the last",
            withNode(1, act1("Softmax", OnnxAttribute.of("axis", 0)))),
        seeded(
            "node act1 (Cast): attribute to is 8, expected 1, 7 or 11",
            withNode(1, act1("Cast", OnnxAttribute.of("to", 8)))),
        seeded(
            "node act1 (Greater): its inputs are float [N, 2] and double [2], expected one type",
            withConstantAndNode()),
        seeded(
            "node sm (Softmax): attribute axis is -3 but its input is float [N, 3]",
            withNode(
                3,
                new OnnxNode(
                    "sm",
                    "",
                    "Softmax",
                    List.of("logits"),
                    List.of("prob"),
                    List.of(OnnxAttribute.of("axis", -3))))));
  }

  private static OnnxModel withConstantAndNode() {
    OnnxGraph g = sound().graph();
    List<OnnxTensor> constants = new ArrayList<>(g.initializers());
    constants.add(OnnxTensor.of("d", List.of(2L), new double[2]));
    List<OnnxNode> nodes = new ArrayList<>(g.nodes());
    nodes.set(1, act1("", "Greater", List.of("h0", "d")));
    return with(new OnnxGraph(g.name(), nodes, constants, g.inputs(), g.outputs()));
  }

  static Stream<Arguments> valueViolations() {
    OnnxGraph g = sound().graph();
    OnnxValueInfo prob = g.outputs().get(0);
    OnnxTensor cut = new OnnxTensor("b1", OnnxType.FLOAT, List.of(2L), ByteBuffer.allocate(7));
    OnnxTensor negative =
        new OnnxTensor("b1", OnnxType.FLOAT, List.of(-2L), ByteBuffer.allocate(8));
    OnnxTensor untyped =
        new OnnxTensor("b1", OnnxType.UNDEFINED, List.of(2L), ByteBuffer.allocate(8));
    return Stream.of(
        seeded(
            "input x has no element type",
            withValues(List.of(value("x", OnnxType.UNDEFINED, N, THREE)), g.outputs())),
        seeded(
            "input x has no shape",
            withValues(
                List.of(new OnnxValueInfo("x", OnnxType.FLOAT, Optional.empty())), g.outputs())),
        seeded(
            "output prob has no element type",
            withValues(g.inputs(), List.of(value("prob", OnnxType.UNDEFINED, N, THREE)))),
        seeded(
            "output prob has no shape",
            withValues(
                g.inputs(), List.of(new OnnxValueInfo("prob", OnnxType.FLOAT, Optional.empty())))),
        seeded(
            "output prob is said to be float [N, 4] but is float [N, 3]",
            withValues(g.inputs(), List.of(value("prob", OnnxType.FLOAT, N, OnnxDimension.of(4))))),
        seeded(
            "output prob is said to be double [N, 3] but is float [N, 3]",
            withValues(g.inputs(), List.of(value("prob", OnnxType.DOUBLE, N, THREE)))),
        seeded(
            "output y is given by no node",
            withValues(g.inputs(), List.of(value("y", OnnxType.FLOAT, N, THREE)))),
        seeded("output prob is listed twice", withValues(g.inputs(), List.of(prob, prob))),
        seeded("the graph has no outputs", withValues(g.inputs(), List.of())),
        seeded("initializer b1: raw_data has 7 bytes but float [2] takes 8", replaced(cut)),
        seeded("initializer b1: the shape [-2] cannot be counted", replaced(negative)),
        seeded("initializer b1 has elements of type undefined", replaced(untyped)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "headerViolations",
    "nameViolations",
    "nodeViolations",
    "shapeViolations",
    "valueViolations"
  })
  void tellsWhatIsWrongAndWhere(String message, OnnxModel broken) {
    List<String> found = OnnxChecker.violations(broken);
    assertTrue(found.stream().anyMatch(v -> v.startsWith(message)), () -> message + ": " + found);
    OnnxException e = assertThrows(OnnxException.class, () -> OnnxChecker.require(broken));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void findsNothingInASoundModel() {
    assertEquals(List.of(), OnnxChecker.violations(sound()));
  }

  /** Doubles its width at every node: 40 nodes would fill any memory. */
  @Test
  void refusesAGraphThatWouldFillTheMemory() {
    List<OnnxNode> nodes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String x = i == 0 ? "x" : "y" + (i - 1);
      nodes.add(
          new OnnxNode(
              "n" + i,
              "",
              "Concat",
              List.of(x, x),
              List.of("y" + i),
              List.of(OnnxAttribute.of("axis", 1))));
    }
    OnnxValueInfo out = value("y39", OnnxType.FLOAT, N, OnnxDimension.of(3L << 40));
    OnnxModel broken =
        new OnnxModel(
            8,
            List.of(set("", 17)),
            new OnnxModel.Producer("", "", 0),
            "",
            new OnnxGraph(
                "g", nodes, List.of(), List.of(value("x", OnnxType.FLOAT, N, THREE)), List.of(out)),
            Map.of());
    assertEquals(
        List.of(
            "node n24 (Concat): up to here the graph computes more than 134217728 numbers a row,"
                + " more than is read"),
        OnnxChecker.violations(broken));
  }
}
