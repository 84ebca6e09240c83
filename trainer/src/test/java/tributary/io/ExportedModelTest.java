package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One file tells what it is, and whether it still says what the model said. */
final class ExportedModelTest {
  private static ModelExport export(OnnxCase model) {
    return ModelExport.of(model.model(), model.weights(), Optional.empty(), "0.1.0");
  }

  private static byte[] safetensors(ModelExport export) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.writeSafetensors(out);
    return out.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        ExportedModelTest.class.getResourceAsStream("/formats/v2/regressor/" + name)) {
      assertTrue(in != null, name);
      return in.readAllBytes();
    }
  }

  @Test
  void everyExportAgreesWithItsOwnSample() throws Exception {
    for (int seed = 0; seed < 15; seed++) {
      OnnxCase model = OnnxCase.random(seed);
      ModelExport export = export(model);
      for (OnnxType numbers : List.of(OnnxType.FLOAT, OnnxType.DOUBLE)) {
        byte[] file = OnnxRuntime.bytes(export.onnx(numbers).model());
        ExportedModel read = ExportedModel.read(file);
        assertTrue(read.check().agrees(), "seed " + seed + ", " + read.check());
        assertEquals(model.model().network(), read.description().network());
      }
      ExportedModel read = ExportedModel.read(safetensors(export));
      assertTrue(read.check().agrees(), "seed " + seed + ", " + read.check());
      assertEquals(model.model().weightsSha256(), read.description().weightsSha256());
      assertEquals("0.1.0", read.version());
    }
  }

  /** The strings of the header are written out here; the tensors are those of the stored model. */
  @Test
  void theSafetensorsFileIsTheStoredWeightsBehindAHeaderByteForByte() throws Exception {
    String description = new String(resource("model.json"), StandardCharsets.UTF_8);
    ModelDescription model = ModelFormat.readDescription(resource("model.json"));
    byte[] stored = resource("weights.safetensors");
    float[] weights = Models.readWeights(model, stored);
    ParitySample parity = ParitySample.read(model, resource("parity.safetensors"));
    byte[] file = safetensors(ModelExport.of(model, weights, Optional.of(parity), "0.1.0"));
    String json =
        "{\"__metadata__\":{\"format\":\"pt\",\"tributary.model\":\""
            + description.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
            + "\",\"tributary.parity\":\""
            + Base64.getEncoder().encodeToString(resource("parity.safetensors"))
            + "\",\"tributary.version\":\"0.1.0\",\"tributary.weightsSha256\":\""
            + "15159dcab84a6402e2e90d64f3dbfa5a5b63ee0706ac6629e60b8a5696e78a0e\"},"
            + "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[7],\"data_offsets\":[0,28]},"
            + "\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[7,9],\"data_offsets\":[28,280]},"
            + "\"layers.1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[280,288]},"
            + "\"layers.1.weight\":{\"dtype\":\"F32\",\"shape\":[2,7],\"data_offsets\":[288,344]}}";
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    int padded = (header.length + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 344).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(header);
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.put(stored, stored.length - 344, 344);
    assertEquals(
        new String(expected.array(), StandardCharsets.ISO_8859_1),
        new String(file, StandardCharsets.ISO_8859_1));
    assertTrue(ExportedModel.read(file).check().agrees());
  }

  @Test
  void aModelWithASampleIsDescribedAsItWas() throws Exception {
    ModelDescription model = ModelFormat.readDescription(resource("model.json"));
    float[] weights = Models.readWeights(model, resource("weights.safetensors"));
    ParitySample parity = ParitySample.read(model, resource("parity.safetensors"));
    OnnxModel onnx =
        ModelExport.of(model, weights, Optional.of(parity), "9").onnx(OnnxType.FLOAT).model();
    assertEquals(model, ExportedModel.read(OnnxRuntime.bytes(onnx)).description());
    assertEquals(new OnnxModel.Producer("Tributary", "9", 1), onnx.producer());
    assertEquals(8, onnx.irVersion());
    assertEquals(
        List.of(new OnnxModel.OperatorSet("", 17), new OnnxModel.OperatorSet("ai.onnx.ml", 3)),
        onnx.operatorSets());
    assertEquals(model.weightsSha256(), onnx.metadata().get("tributary.weightsSha256"));
  }

  private static OnnxModel onnx() throws OnnxException {
    return export(OnnxCase.random(4)).onnx(OnnxType.FLOAT).model();
  }

  private static OnnxModel with(OnnxModel model, OnnxGraph graph, Map<String, String> metadata) {
    return new OnnxModel(
        model.irVersion(),
        model.operatorSets(),
        model.producer(),
        model.description(),
        graph,
        metadata);
  }

  private static OnnxModel withConstants(OnnxModel model, List<OnnxTensor> constants) {
    OnnxGraph g = model.graph();
    return with(
        model,
        new OnnxGraph(g.name(), g.nodes(), constants, g.inputs(), g.outputs()),
        model.metadata());
  }

  private static String refused(OnnxModel model) throws IOException {
    byte[] file = OnnxRuntime.bytes(model);
    return assertThrows(FormatException.class, () -> ExportedModel.read(file)).getMessage();
  }

  @Test
  void oneBitOfOneWeightIsFound() throws Exception {
    OnnxModel model = onnx();
    List<OnnxTensor> constants = new ArrayList<>(model.graph().initializers());
    for (int i = 0; i < constants.size(); i++) {
      OnnxTensor constant = constants.get(i);
      if (constant.type() == OnnxType.FLOAT && constant.shape().size() == 2) {
        byte[] data = new byte[constant.data().remaining()];
        constant.data().get(data);
        data[0] ^= 1;
        constants.set(
            i,
            new OnnxTensor(
                constant.name(), constant.type(), constant.shape(), ByteBuffer.wrap(data)));
        break;
      }
    }
    String message = refused(withConstants(model, constants));
    assertTrue(message.contains("the weights have SHA-256"), message);
    byte[] file = safetensors(export(OnnxCase.random(4)));
    file[file.length - 1] ^= 1;
    assertThrows(FormatException.class, () -> ExportedModel.read(file));
  }

  /** Means, scales and the order of operations have no digest: the sample finds them. */
  @Test
  void aGraphThatComputesSomethingElseIsFound() throws Exception {
    OnnxModel model = export(OnnxCase.random(1)).onnx(OnnxType.FLOAT).model();
    List<OnnxTensor> constants = new ArrayList<>(model.graph().initializers());
    constants.replaceAll(
        constant ->
            constant.name().equals("target.means")
                ? OnnxTensor.of(
                    constant.name(),
                    constant.shape(),
                    new double[constant.data().remaining() / Double.BYTES])
                : constant);
    ExportedModel moved = ExportedModel.read(OnnxRuntime.bytes(withConstants(model, constants)));
    assertFalse(moved.check().agrees());
    assertThrows(
        ModelFormatException.class, () -> moved.check().requireAgreement("a.onnx", "again"));
  }

  @Test
  void labelsThatAreNotTheLikeliestAreFound() throws Exception {
    OnnxModel model = onnx();
    OnnxGraph g = model.graph();
    List<OnnxNode> nodes = new ArrayList<>(g.nodes());
    nodes.replaceAll(
        node ->
            node.op().equals("LabelEncoder")
                ? new OnnxNode(
                    node.name(),
                    node.domain(),
                    node.op(),
                    node.inputs(),
                    node.outputs(),
                    List.of(
                        node.attributes().get(0),
                        OnnxAttribute.ofStrings(
                            "values_strings", rotated(node.strings("values_strings")))))
                : node);
    OnnxGraph wrong = new OnnxGraph(g.name(), nodes, g.initializers(), g.inputs(), g.outputs());
    ExportedModel read =
        ExportedModel.read(OnnxRuntime.bytes(with(model, wrong, model.metadata())));
    OnnxException e = assertThrows(OnnxException.class, read::check);
    assertTrue(e.getMessage().contains("is likelier"), e.getMessage());
  }

  private static List<String> rotated(List<String> labels) {
    List<String> rotated = new ArrayList<>(labels);
    rotated.add(rotated.remove(0));
    return rotated;
  }

  @Test
  void refusesFilesThatCarryNoSampleOrADamagedOne() throws Exception {
    OnnxModel model = onnx();
    for (String key : model.metadata().keySet()) {
      Map<String, String> less = new TreeMap<>(model.metadata());
      less.remove(key);
      String missing = refused(with(model, model.graph(), less));
      assertTrue(missing.startsWith("the metadata has no " + key + ","), missing);
      Map<String, String> other = new TreeMap<>(model.metadata());
      other.put(key, "!");
      if (!key.equals("tributary.version")) {
        assertTrue(refused(with(model, model.graph(), other)).length() > 10, key);
      }
    }
    byte[] golden = OnnxFormatTest.golden();
    OnnxException shape =
        assertThrows(OnnxException.class, () -> ExportedModel.read(Arrays.copyOf(golden, 300)));
    assertTrue(shape.getMessage().startsWith("ONNX: "), shape.getMessage());
    assertThrows(FormatException.class, () -> ExportedModel.read(new byte[0]));
  }

  @Test
  void theSameModelGivesTheSameBytes() throws Exception {
    assertArrayEquals(OnnxRuntime.bytes(onnx()), OnnxRuntime.bytes(onnx()));
    ModelExport export = export(OnnxCase.random(4));
    assertArrayEquals(safetensors(export), safetensors(export));
  }
}
