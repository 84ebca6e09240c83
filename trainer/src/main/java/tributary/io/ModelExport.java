package tributary.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A trained model on its way out of Spark: as ONNX, or as safetensors for those who build the
 * network themselves. Either file carries its description and its parity sample, see {@link
 * ExportedModel}.
 *
 * <p>The safetensors file holds one F32 tensor per parameter, named and shaped as PyTorch has them
 * ({@code layers.0.weight}, outputs × inputs).
 */
public final class ModelExport {
  /** What readers of PyTorch's weights look for in the metadata. */
  private static final Map<String, String> PYTORCH = Map.of("format", "pt");

  private final float[] weights;
  private final ExportMetadata metadata;

  private ModelExport(float[] weights, ExportMetadata metadata) {
    this.weights = weights;
    this.metadata = metadata;
  }

  /**
   * The export of a model.
   *
   * @param weights flat, in the order of the network's layout; only read
   * @param parity made here where a model of format version 1 has none
   * @param version of the program that exports it
   * @throws IllegalArgumentException if the parts do not belong together
   */
  public static ModelExport of(
      ModelDescription model, float[] weights, Optional<ParitySample> parity, String version) {
    ParitySample sample = parity.orElseGet(() -> ParitySample.of(model, weights));
    return new ModelExport(weights, new ExportMetadata(version, model.with(sample), sample));
  }

  /**
   * The model as ONNX.
   *
   * @param inputs the type of all numbers that go in, float or double
   * @throws OnnxException if the file would be too large, or columns have names that it cannot have
   */
  public OnnxExport onnx(OnnxType inputs) throws OnnxException {
    return OnnxExport.of(
        metadata.description(), weights, inputs, metadata.version(), metadata.encode());
  }

  /** The tensors of the safetensors file: views of the weights. */
  public List<Tensor> tensors() throws SafetensorsException {
    return WeightsFormat.tensors(metadata.description(), weights);
  }

  /**
   * Writes the model as safetensors and closes nothing.
   *
   * @throws IOException if the stream fails, or the file cannot be written
   */
  public void writeSafetensors(OutputStream out) throws IOException {
    Map<String, String> strings = new TreeMap<>(metadata.encode());
    strings.putAll(PYTORCH);
    Safetensors.write(out, strings, tensors());
  }
}
