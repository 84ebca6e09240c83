package tributary.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.io.OnnxAttribute.Kind;

/**
 * The operations that exports consist of, and no other: which versions of ONNX mean by them what is
 * meant here, how many inputs they take, and their attributes.
 */
// Records of numbers and an unmodifiable list: immutable, only not marked so.
@SuppressWarnings("ImmutableEnumChecker")
enum OnnxOp {
  ADD("Add", versions(7), inputs(2, 2)),
  SUB("Sub", versions(7), inputs(2, 2)),
  MUL("Mul", versions(7), inputs(2, 2)),
  DIV("Div", versions(7), inputs(2, 2)),
  GREATER("Greater", versions(9), inputs(2, 2)),
  NEG("Neg", versions(6), inputs(1, 1)),
  IDENTITY("Identity", versions(1), inputs(1, 1)),
  RELU("Relu", versions(6), inputs(1, 1)),
  LEAKY_RELU("LeakyRelu", versions(6), inputs(1, 1), optional("alpha", Kind.FLOAT)),
  TANH("Tanh", versions(6), inputs(1, 1)),
  SIGMOID("Sigmoid", versions(6), inputs(1, 1)),
  ERF("Erf", versions(9), inputs(1, 1)),
  CAST("Cast", versions(9), inputs(1, 1), required("to", Kind.INT)),
  CONCAT("Concat", versions(4), inputs(1, Integer.MAX_VALUE), required("axis", Kind.INT)),
  FLATTEN("Flatten", versions(9), inputs(1, 1), optional("axis", Kind.INT)),
  /** The third input could not be left out before version 11. */
  GEMM(
      "Gemm",
      versions(11),
      inputs(2, 3),
      optional("alpha", Kind.FLOAT),
      optional("beta", Kind.FLOAT),
      optional("transA", Kind.INT),
      optional("transB", Kind.INT)),
  LAYER_NORMALIZATION(
      "LayerNormalization",
      versions(17),
      inputs(2, 3),
      optional("axis", Kind.INT),
      optional("epsilon", Kind.FLOAT),
      optional("stash_type", Kind.INT)),
  /** From version 18 on the axes are an input. */
  REDUCE_MEAN(
      "ReduceMean",
      new Versions(1, 17),
      inputs(1, 1),
      required("axes", Kind.INTS),
      optional("keepdims", Kind.INT)),
  /** Before version 13 the axis had another meaning. */
  SOFTMAX("Softmax", versions(13), inputs(1, 1), optional("axis", Kind.INT)),
  ARG_MAX(
      "ArgMax",
      versions(12),
      inputs(1, 1),
      optional("axis", Kind.INT),
      optional("keepdims", Kind.INT),
      optional("select_last_index", Kind.INT)),
  ONE_HOT_ENCODER(
      OnnxFormat.ML_DOMAIN,
      "OneHotEncoder",
      versions(1),
      inputs(1, 1),
      required("cats_strings", Kind.STRINGS),
      optional("zeros", Kind.INT)),
  LABEL_ENCODER(
      OnnxFormat.ML_DOMAIN,
      "LabelEncoder",
      versions(2),
      inputs(1, 1),
      required("keys_int64s", Kind.INTS),
      required("values_strings", Kind.STRINGS),
      optional("default_string", Kind.STRING));

  /** From the first to the last version of the operator set that is meant. */
  record Versions(long first, long last) {}

  /** How many inputs there are, those that may be left out at the end not counted in the least. */
  record Inputs(int least, int most) {}

  /** What is known of an attribute. */
  record Setting(String name, Kind kind, boolean required) {}

  private final String domain;
  private final String type;
  private final Versions versions;
  private final Inputs inputs;
  private final List<Setting> settings;

  OnnxOp(String type, Versions versions, Inputs inputs, Setting... settings) {
    this(OnnxFormat.DEFAULT_DOMAIN, type, versions, inputs, settings);
  }

  OnnxOp(String domain, String type, Versions versions, Inputs inputs, Setting... settings) {
    this.domain = domain;
    this.type = type;
    this.versions = versions;
    this.inputs = inputs;
    this.settings = List.of(settings);
  }

  private static Versions versions(long first) {
    return new Versions(first, Long.MAX_VALUE);
  }

  private static Inputs inputs(int least, int most) {
    return new Inputs(least, most);
  }

  private static Setting required(String name, Kind kind) {
    return new Setting(name, kind, true);
  }

  private static Setting optional(String name, Kind kind) {
    return new Setting(name, kind, false);
  }

  private static final Map<String, OnnxOp> BY_NAME = byName();

  private static Map<String, OnnxOp> byName() {
    Map<String, OnnxOp> ops = new HashMap<>();
    Arrays.stream(values()).forEach(op -> ops.put(op.domain + ":" + op.type, op));
    return Map.copyOf(ops);
  }

  static Optional<OnnxOp> of(OnnxNode node) {
    return Optional.ofNullable(BY_NAME.get(node.domain() + ":" + node.op()));
  }

  String domain() {
    return domain;
  }

  String type() {
    return type;
  }

  /** What a node of this operation has wrong in itself, whatever flows through it. */
  List<String> faults(OnnxNode node, long version) {
    List<String> faults = new ArrayList<>();
    if (version < versions.first() || version > versions.last()) {
      faults.add(
          "it is known from version "
              + versions.first()
              + (versions.last() < Long.MAX_VALUE ? " to " + versions.last() : "")
              + " on but the model imports version "
              + version);
    }
    int given = node.inputs().size();
    if (given < inputs.least() || given > inputs.most()) {
      faults.add("it has " + given + " inputs, expected " + expectedInputs());
    }
    for (int i = 0; i < Math.min(given, inputs.least()); i++) {
      if (node.inputs().get(i).isEmpty()) {
        faults.add("input " + i + " has no name");
      }
    }
    if (node.outputs().size() != 1) {
      faults.add("it has " + node.outputs().size() + " outputs, expected 1");
    }
    attributeFaults(node, faults);
    return faults;
  }

  private String expectedInputs() {
    if (inputs.most() == Integer.MAX_VALUE) {
      return inputs.least() + " or more";
    }
    return inputs.least() == inputs.most()
        ? Integer.toString(inputs.least())
        : inputs.least() + " to " + inputs.most();
  }

  private void attributeFaults(OnnxNode node, List<String> faults) {
    List<String> seen = new ArrayList<>();
    for (OnnxAttribute attribute : node.attributes()) {
      String called = "attribute " + attribute.name();
      if (seen.contains(attribute.name())) {
        faults.add(called + " is there twice");
      }
      seen.add(attribute.name());
      Optional<Setting> setting =
          settings.stream().filter(s -> s.name().equals(attribute.name())).findFirst();
      if (setting.isEmpty()) {
        faults.add(
            called + " is not known; it has " + settings.stream().map(Setting::name).toList());
      } else if (attribute.type() == Kind.UNDEFINED) {
        faults.add(called + " has no type, expected " + setting.get().kind());
      } else if (attribute.type() != setting.get().kind()) {
        faults.add(called + " is " + attribute.type() + ", expected " + setting.get().kind());
      } else if (!attribute.type().isOf(attribute.value())) {
        faults.add(called + " has the type " + attribute.type() + " but a value of another");
      }
    }
    for (Setting setting : settings) {
      if (setting.required() && !seen.contains(setting.name())) {
        faults.add("attribute " + setting.name() + " is missing");
      }
    }
  }
}
