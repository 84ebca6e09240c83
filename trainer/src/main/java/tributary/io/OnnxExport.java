package tributary.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.nn.ParameterLayout;
import tributary.nn.TargetDecoder;

/**
 * A trained model as ONNX: raw columns in, one input each, named as the column; probabilities and a
 * label, or numbers in the target's own unit, out.
 *
 * <p>Inputs, with N rows: numbers and booleans {@code float [N, 1]}, vectors {@code float [N,
 * width]}, strings {@code string [N, 1]}. Outputs: of a classifier {@code label [N]} and {@code
 * probabilities [N, K]}, of several yes/no labels {@code labels [N, T]} and {@code probabilities
 * [N, T]}, of a regression {@code prediction [N, T]}; and {@code logits} of all. Where a column has
 * the name of an output, the output has a number behind it.
 *
 * <p>Unlike our own encoders a graph refuses nothing: what is not finite goes through it.
 *
 * @param warnings what the file cannot do, in words
 */
public record OnnxExport(OnnxModel model, List<String> warnings) {
  /** The output with the predicted class: its number where classes are numbered, else its name. */
  public static final String LABEL = "label";

  /** The output with 0 or 1 for each yes/no label. */
  public static final String LABELS = "labels";

  /** The output with the probability of each class or label. */
  public static final String PROBABILITIES = "probabilities";

  /** The output with the numbers predicted. */
  public static final String PREDICTION = "prediction";

  /** The output with what the last layer gives. */
  public static final String LOGITS = "logits";

  /** ONNX 1.12: the first with a layer normalisation. */
  static final long IR_VERSION = 8;

  static final long OPERATOR_SET = 17;
  static final long ML_OPERATOR_SET = 3;

  private static final String PRODUCER = "Tributary";

  /** How far inputs may be off when they arrive, in units of their scale. */
  private static final double INPUT_TOLERANCE = 1e-5;

  /** How many scales from the mean values may well lie. */
  private static final double SPREAD = 10;

  private static final int NAMES_IN_WARNING = 5;

  public OnnxExport {
    warnings = List.copyOf(warnings);
  }

  /**
   * The export of a model.
   *
   * @param weights flat, in the order of the network's layout; copied
   * @param version of the program that exports it
   * @param inputs the type of all numbers that go in, float or double
   * @param metadata put into the file as it is
   * @throws OnnxException if the file would be too large, or columns have names that it cannot have
   * @throws IllegalArgumentException if model and weights do not belong together
   */
  static OnnxExport of(
      ModelDescription model,
      float[] weights,
      OnnxType inputs,
      String version,
      Map<String, String> metadata)
      throws OnnxException {
    if (!inputs.isFloating()) {
      throw new IllegalArgumentException("export: inputs are " + inputs + "; float or double only");
    }
    requireSize(model, weights);
    TableEncoding table = model.table();
    OnnxGraphBuilder graph = new OnnxGraphBuilder();
    OnnxFeatures.addInputs(graph, table, inputs);
    // The outputs' names before those within.
    String logits = graph.reserve(LOGITS);
    int outputs = model.network().outputs();
    String x = OnnxFeatures.add(graph, table, inputs);
    String last = OnnxLayers.add(graph, model.network(), weights, x);
    graph.nodeAs(logits, OnnxOp.IDENTITY, List.of(last));
    OnnxOutputs.add(graph, table.target(), logits, outputs);
    List<OnnxModel.OperatorSet> sets = new ArrayList<>();
    sets.add(new OnnxModel.OperatorSet(OnnxFormat.DEFAULT_DOMAIN, OPERATOR_SET));
    if (graph.usesMl()) {
      sets.add(new OnnxModel.OperatorSet(OnnxFormat.ML_DOMAIN, ML_OPERATOR_SET));
    }
    OnnxModel built =
        new OnnxModel(
            IR_VERSION,
            sets,
            new OnnxModel.Producer(PRODUCER, version, 1),
            "",
            graph.build("network"),
            new LinkedHashMap<>(metadata));
    return new OnnxExport(built, inputs == OnnxType.FLOAT ? warnings(table) : List.of());
  }

  private static void requireSize(ModelDescription model, float[] weights) throws OnnxException {
    int expected = ParameterLayout.of(model.network()).size();
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          "export: there are " + weights.length + " weights but the network has " + expected);
    }
    // Refuses a network and a target that do not belong together.
    TargetDecoder.of(model.table().target(), model.network().loss());
    requireSize(expected);
  }

  static void requireSize(long weights) throws OnnxException {
    if (weights * Float.BYTES >= OnnxFormat.MAX_LENGTH) {
      throw new OnnxException(
          "the network has "
              + weights
              + " weights, "
              + weights * Float.BYTES
              + " bytes, but no reader takes a file of more than "
              + OnnxFormat.MAX_LENGTH
              + " (2 GiB, the bound of protocol buffers); export it as safetensors");
    }
  }

  /** A float32 next to v is up to |v|·2⁻²⁴ away, which the scale divides. */
  private static List<String> warnings(TableEncoding table) {
    List<String> names = new ArrayList<>();
    for (ColumnEncoding column : table.features()) {
      if (column instanceof ColumnEncoding.Numeric number
          && isCoarse(number.mean(), number.scale())) {
        names.add(column.name());
      } else if (column instanceof ColumnEncoding.Vector vector) {
        for (int i = 0; i < vector.width(); i++) {
          if (isCoarse(vector.means().get(i), vector.scales().get(i))) {
            names.add(column.name() + "[" + i + "]");
            break;
          }
        }
      }
    }
    return names.isEmpty() ? List.of() : List.of(warning(names));
  }

  private static String warning(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(NAMES_IN_WARNING, names.size())));
    return "float inputs are too coarse for "
        + some
        + (names.size() > NAMES_IN_WARNING
            ? " and " + (names.size() - NAMES_IN_WARNING) + " more"
            : "")
        + ": the values lie so far from 0, beside how little they vary, that rounding them to 32"
        + " bits moves what the network sees by more than 1e-5; export with double inputs";
  }

  private static boolean isCoarse(double mean, double scale) {
    double step = Math.max(Float.MIN_VALUE, (Math.abs(mean) + Math.abs(scale)) * 0x1p-24);
    return step / Math.abs(scale) > INPUT_TOLERANCE
        || Math.abs(mean) + SPREAD * Math.abs(scale) > Float.MAX_VALUE;
  }
}
