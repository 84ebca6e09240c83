package tributary.io;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tributary.nn.TargetDecoder;

/**
 * A parity sample as {@code parity.safetensors}: {@code inputs} F64 rows × raw numbers, a
 * categorical column as the place of its level or −1; {@code logits} F32 and {@code outputs} F64.
 */
final class ParityFormat {
  static final int MAX_HEADER = 4096;

  private static final String PREFIX = ModelFormat.PARITY_FILE + ": ";
  private static final String INPUTS = "inputs";
  private static final String LOGITS = "logits";
  private static final String OUTPUTS = "outputs";
  private static final Set<String> NAMES = Set.of(INPUTS, LOGITS, OUTPUTS);
  private static final Map<String, String> METADATA =
      Map.of("format", "tributary-parity", "formatVersion", "1");

  private ParityFormat() {}

  /** What the file holds: row-major arrays of {@code rows} rows each. */
  record Content(int rows, double[] inputs, float[] logits, double[] outputs) {}

  static byte[] bytes(Content content) {
    long rows = content.rows();
    try {
      return Safetensors.toBytes(
          METADATA,
          List.of(
              Tensor.of(INPUTS, List.of(rows, content.inputs().length / rows), content.inputs()),
              Tensor.of(LOGITS, List.of(rows, content.logits().length / rows), content.logits()),
              Tensor.of(
                  OUTPUTS, List.of(rows, content.outputs().length / rows), content.outputs())));
    } catch (SafetensorsException e) {
      throw new IllegalStateException("three tensors of fixed names can always be written", e);
    }
  }

  static String sha256(byte[] file) {
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(file);
    return WeightsHash.hex(digest);
  }

  static Content read(ModelDescription model, byte[] file) throws ModelFormatException {
    Content content;
    try {
      content = content(model, Safetensors.read(file));
    } catch (IllegalArgumentException | SafetensorsException e) {
      throw new ModelFormatException(PREFIX + e.getMessage(), e);
    }
    requireInputs(model, content);
    String expected = model.paritySha256().orElse("no parity sample");
    String found = sha256(file);
    if (!found.equals(expected)) {
      throw new ModelFormatException(
          PREFIX
              + "the file has SHA-256 %s but %s says %s; the files are damaged or not a pair"
                  .formatted(found, ModelFormat.DESCRIPTION_FILE, expected));
    }
    return content;
  }

  private static Content content(ModelDescription model, Safetensors file)
      throws ModelFormatException, SafetensorsException {
    if (!file.metadata().equals(METADATA)) {
      throw new ModelFormatException(
          PREFIX + "the metadata is " + file.metadata() + ", expected " + METADATA);
    }
    if (!file.tensors().keySet().equals(NAMES)) {
      throw new ModelFormatException(
          PREFIX
              + "the tensors are %s, expected inputs, logits and outputs"
                  .formatted(file.tensors().keySet()));
    }
    int rows = rows(file.tensor(INPUTS));
    int decoded = TargetDecoder.of(model.table().target(), model.network().loss()).width();
    require(file, INPUTS, Dtype.F64, rows, ParityInputs.width(model.table()));
    require(file, LOGITS, Dtype.F32, rows, model.network().outputs());
    require(file, OUTPUTS, Dtype.F64, rows, decoded);
    return new Content(
        rows,
        file.tensor(INPUTS).doubles(),
        file.tensor(LOGITS).floats(),
        file.tensor(OUTPUTS).doubles());
  }

  private static int rows(Tensor inputs) throws ModelFormatException {
    long rows = inputs.shape().isEmpty() ? 0 : inputs.shape().get(0);
    if (rows < 1 || rows > ParitySample.ROWS) {
      throw new ModelFormatException(
          PREFIX
              + "tensor inputs: found the shape %s, expected 1 to %d rows"
                  .formatted(inputs.shape(), ParitySample.ROWS));
    }
    return (int) rows;
  }

  private static void require(Safetensors file, String name, Dtype dtype, long rows, long width)
      throws ModelFormatException, SafetensorsException {
    Tensor tensor = file.tensor(name);
    List<Long> shape = List.of(rows, width);
    if (tensor.dtype() != dtype || !tensor.shape().equals(shape)) {
      throw new ModelFormatException(
          PREFIX
              + "tensor %s: found %s %s, expected %s %s; the file belongs to another model"
                  .formatted(name, tensor.dtype(), tensor.shape(), dtype, shape));
    }
  }

  private static void requireInputs(ModelDescription model, Content content)
      throws ModelFormatException {
    int width = content.inputs().length / content.rows();
    for (int row = 0; row < content.rows(); row++) {
      double[] inputs = Arrays.copyOfRange(content.inputs(), row * width, (row + 1) * width);
      String fault = ParityInputs.fault(model.table(), inputs);
      if (!fault.isEmpty()) {
        throw new ModelFormatException(PREFIX + "row " + (row + 1) + ", " + fault);
      }
    }
  }
}
