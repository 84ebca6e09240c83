package tributary.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.data.ColumnEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.ParameterLayout;
import tributary.nn.TargetDecoder;

/**
 * The one file of an export, read back: its weights have the digest that its description says, and
 * {@link #check} holds what it computes to what the model said when it was saved.
 */
public final class ExportedModel {
  private static final int SAFETENSORS_BRACE = 8;

  private final ExportMetadata metadata;
  private final float[] weights;
  private final Optional<OnnxModel> onnx;

  private ExportedModel(ExportMetadata metadata, float[] weights, Optional<OnnxModel> onnx) {
    this.metadata = metadata;
    this.weights = weights;
    this.onnx = onnx;
  }

  /**
   * Reads a file of either format, which its bytes tell.
   *
   * @throws FormatException if it is not sound, not an export of ours, or damaged
   */
  public static ExportedModel read(byte[] file) throws FormatException {
    // No ONNX file has a brace there: its first field is a version number, or a short name.
    boolean safetensors = file.length > SAFETENSORS_BRACE && file[SAFETENSORS_BRACE] == '{';
    return safetensors ? ofSafetensors(Safetensors.read(file)) : ofOnnx(OnnxFormat.read(file));
  }

  private static ExportedModel ofSafetensors(Safetensors file) throws FormatException {
    ExportMetadata metadata = ExportMetadata.decode(file.metadata());
    float[] weights = WeightsFormat.weights(metadata.description(), file);
    return new ExportedModel(metadata, weights, Optional.empty());
  }

  private static ExportedModel ofOnnx(OnnxModel model) throws FormatException {
    OnnxChecker.require(model);
    ExportMetadata metadata = ExportMetadata.decode(model.metadata());
    float[] weights = weights(model, ParameterLayout.of(metadata.description().network()).size());
    String sha256 = WeightsHash.sha256(weights);
    if (!sha256.equals(metadata.description().weightsSha256())) {
      throw new OnnxException(
          "the weights have SHA-256 %s but the description says %s; the file is damaged"
              .formatted(sha256, metadata.description().weightsSha256()));
    }
    return new ExportedModel(metadata, weights, Optional.of(model));
  }

  /** All floats but single numbers are weights, and lie in the order of the layout. */
  private static float[] weights(OnnxModel model, int size) throws OnnxException {
    float[] weights = new float[size];
    int at = 0;
    for (OnnxTensor constant : model.graph().initializers()) {
      if (constant.type() == OnnxType.FLOAT && !constant.shape().isEmpty()) {
        int length = constant.data().remaining() / Float.BYTES;
        if (length > size - at) {
          throw new OnnxException(
              "initializer "
                  + constant.name()
                  + ": with its "
                  + length
                  + " weights there are more than the "
                  + size
                  + " of the description");
        }
        constant.data().asFloatBuffer().get(weights, at, length);
        at += length;
      }
    }
    return Arrays.copyOf(weights, at);
  }

  public ModelDescription description() {
    return metadata.description();
  }

  /** The version of the program that exported it. */
  public String version() {
    return metadata.version();
  }

  /** What the file says, where it is ONNX. */
  public Optional<OnnxModel> onnx() {
    return onnx;
  }

  /**
   * Computes the parity sample: the graph as it stands in an ONNX file, the weights by this
   * project's own network otherwise.
   *
   * @throws FormatException if the graph is not one that has the outputs of such a model
   */
  public ParityReport check() throws FormatException {
    ParitySample parity = metadata.parity();
    if (onnx.isEmpty()) {
      return parity.check(Scorer.of(description(), weights));
    }
    return parity.check(computed(onnx.get(), parity));
  }

  private double[][] computed(OnnxModel model, ParitySample parity) throws OnnxException {
    Map<String, OnnxArray> outputs;
    try {
      outputs = OnnxInterpreter.of(model).run(inputs(model, parity));
    } catch (IllegalArgumentException e) {
      throw new OnnxException("the graph does not take the model's columns: " + e.getMessage(), e);
    }
    TargetEncoding target = description().table().target();
    // In this order, whatever columns of the same names made of their names.
    List<OnnxArray> values = List.copyOf(outputs.values());
    OnnxArray numbers = values.get(Math.min(labelled(target) ? 1 : 0, values.size() - 1));
    double[][] rows = rows(numbers, parity.rows(), target.outputs().size());
    if (target instanceof TargetEncoding.Classes classes) {
      requireLabels(classes.classes(), rows, values.get(0));
    }
    return rows;
  }

  private static boolean labelled(TargetEncoding target) {
    return !(target instanceof TargetEncoding.Regression);
  }

  private static double[][] rows(OnnxArray numbers, int rows, int width) throws OnnxException {
    if (!numbers.shape().equals(List.of((long) rows, (long) width))
        || !numbers.type().isFloating()) {
      throw new OnnxException(
          "the graph gives "
              + numbers.type()
              + " "
              + numbers.shape()
              + " for the parity sample, expected numbers "
              + List.of(rows, width));
    }
    double[][] table = new double[rows][width];
    for (int i = 0; i < rows * width; i++) {
      table[i / width][i % width] = numbers.number(i);
    }
    return table;
  }

  private static void requireLabels(List<String> classes, double[][] rows, OnnxArray labels)
      throws OnnxException {
    for (int row = 0; row < rows.length; row++) {
      String found =
          labels.type() == OnnxType.STRING
              ? labels.strings()[row]
              : Integer.toString((int) labels.number(row));
      int place = classes.indexOf(found);
      int best = TargetDecoder.likeliest(rows[row], rows[row].length);
      if (place < 0 || rows[row][place] < rows[row][best] - ParityReport.TOLERANCE) {
        throw new OnnxException(
            "row %d of the parity sample (the first is 1): the label is '%s', but '%s' is likelier"
                .formatted(row + 1, found, classes.get(best)));
      }
    }
  }

  private Map<String, OnnxArray> inputs(OnnxModel model, ParitySample parity) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < parity.rows(); row++) {
      rows.add(parity.row(row));
    }
    Map<String, OnnxArray> inputs = new LinkedHashMap<>();
    for (ColumnEncoding column : description().table().features()) {
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.getOrDefault(column.name(), "")));
      OnnxType type =
          model.graph().inputs().stream()
              .filter(input -> input.name().equals(column.name()))
              .map(OnnxValueInfo::type)
              .findFirst()
              .orElse(OnnxType.UNDEFINED);
      inputs.put(column.name(), array(type, column, values));
    }
    return inputs;
  }

  private static OnnxArray array(OnnxType type, ColumnEncoding column, List<Object> values) {
    if (column instanceof ColumnEncoding.Categorical) {
      String[] levels = values.toArray(String[]::new);
      return OnnxArray.of(List.of((long) levels.length, 1L), levels);
    }
    int width = column.width();
    double[] numbers = new double[values.size() * width];
    for (int row = 0; row < values.size(); row++) {
      if (values.get(row) instanceof double[] vector) {
        System.arraycopy(vector, 0, numbers, row * width, width);
      } else {
        numbers[row] = (Double) values.get(row);
      }
    }
    return OnnxArray.rounded(type, List.of((long) values.size(), (long) width), numbers);
  }
}
