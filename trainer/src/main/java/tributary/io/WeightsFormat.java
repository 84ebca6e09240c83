package tributary.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tributary.linalg.Floats;
import tributary.nn.ParameterLayout;

/** The flat weights as one named tensor per slot of the layout. */
final class WeightsFormat {
  private static final String PREFIX = ModelFormat.WEIGHTS_FILE + ": ";

  /** Nothing that changes from run to run: equal weights are equal files. */
  private static final Map<String, String> METADATA =
      Map.of("format", ModelFormat.FORMAT, "formatVersion", "1");

  private WeightsFormat() {}

  static void write(ModelDescription model, float[] weights, OutputStream out) throws IOException {
    Safetensors.write(out, METADATA, tensors(model, weights));
  }

  /**
   * Views of the weights, one per slot of the layout.
   *
   * @throws IllegalArgumentException as {@link ModelFormat#writeWeights}
   */
  static List<Tensor> tensors(ModelDescription model, float[] weights) throws SafetensorsException {
    ParameterLayout layout = ParameterLayout.of(model.network());
    if (weights.length != layout.size()) {
      throw new IllegalArgumentException(
          "model: there are %d weights but the network has %d"
              .formatted(weights.length, layout.size()));
    }
    String sha256 = WeightsHash.sha256(weights);
    if (!sha256.equals(model.weightsSha256())) {
      throw new IllegalArgumentException(
          "model: the weights have SHA-256 %s but the description says %s; describe these weights"
              .formatted(sha256, model.weightsSha256()));
    }
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterLayout.Slot slot : layout.slots()) {
      Tensor tensor = Tensor.of(slot.name(), shape(slot), weights, slot.offset());
      int bad = Floats.firstNonFinite(tensor.floats());
      if (bad >= 0) {
        throw new IllegalArgumentException(
            "model: " + nonFinite(slot, bad, weights[slot.offset() + bad]));
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  static float[] read(ModelDescription model, InputStream in, long length) throws IOException {
    Safetensors file;
    try {
      file = Safetensors.read(in, length);
    } catch (SafetensorsException e) {
      throw new ModelFormatException(PREFIX + e.getMessage(), e);
    }
    requireMetadata(file.metadata());
    return weights(model, file);
  }

  /** The flat vector, whatever the file's metadata are. */
  static float[] weights(ModelDescription model, Safetensors file) throws FormatException {
    ParameterLayout layout;
    try {
      layout = ParameterLayout.of(model.network());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(PREFIX + e.getMessage(), e);
    }
    requireNoOther(file, layout);
    float[] weights = new float[layout.size()];
    for (ParameterLayout.Slot slot : layout.slots()) {
      float[] values = values(file, slot);
      System.arraycopy(values, 0, weights, slot.offset(), values.length);
    }
    String sha256 = WeightsHash.sha256(weights);
    if (!sha256.equals(model.weightsSha256())) {
      throw new ModelFormatException(
          PREFIX
              + "the weights have SHA-256 %s but %s says %s; the files are damaged or not a pair"
                  .formatted(sha256, ModelFormat.DESCRIPTION_FILE, model.weightsSha256()));
    }
    return weights;
  }

  /** Other programs write none; if there is some, it is ours. */
  private static void requireMetadata(Map<String, String> metadata) throws ModelFormatException {
    if (!metadata.isEmpty() && !metadata.equals(METADATA)) {
      throw new ModelFormatException(
          PREFIX + "the metadata is " + metadata + ", expected none or " + METADATA);
    }
  }

  private static void requireNoOther(Safetensors file, ParameterLayout layout)
      throws ModelFormatException {
    Set<String> names = new LinkedHashSet<>();
    layout.slots().forEach(slot -> names.add(slot.name()));
    for (Tensor tensor : file.tensors().values()) {
      if (!names.contains(tensor.name())) {
        throw new ModelFormatException(
            PREFIX
                + "tensor %s: found %s %s, expected no tensor of that name; the network has %s"
                    .formatted(tensor.name(), tensor.dtype(), tensor.shape(), names));
      }
    }
  }

  private static float[] values(Safetensors file, ParameterLayout.Slot slot)
      throws FormatException {
    List<Long> shape = shape(slot);
    Tensor tensor = file.tensors().get(slot.name());
    if (tensor == null || tensor.dtype() != Dtype.F32 || !tensor.shape().equals(shape)) {
      throw new ModelFormatException(
          PREFIX
              + "tensor %s: found %s, expected F32 %s; the file belongs to another network"
                  .formatted(
                      slot.name(),
                      tensor == null ? "none" : tensor.dtype() + " " + tensor.shape(),
                      shape));
    }
    float[] values = tensor.floats();
    int bad = Floats.firstNonFinite(values);
    if (bad >= 0) {
      throw new ModelFormatException(PREFIX + nonFinite(slot, bad, values[bad]));
    }
    return values;
  }

  private static String nonFinite(ParameterLayout.Slot slot, int index, float value) {
    return "tensor %s: value %d of %d is %s, expected finite numbers; training diverged"
        .formatted(slot.name(), index, slot.length(), value);
  }

  private static List<Long> shape(ParameterLayout.Slot slot) {
    return slot.shape().stream().map(Integer::longValue).toList();
  }
}
