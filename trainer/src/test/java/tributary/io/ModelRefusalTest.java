package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.JsonValue.JsonObject;
import tributary.io.Models.Files;

/** A damaged, foreign or mismatched model is refused with one message that says what is wrong. */
final class ModelRefusalTest {
  private static final int[] FLIPS = {0x01, 0x80, 0xFF};

  private final ModelDescription model = Models.regressor();
  private final float[] weights = Models.weights(model.network(), 2);

  private Files files() throws IOException {
    return Models.write(model, weights);
  }

  private static String refusal(byte[] description) {
    return assertThrows(ModelFormatException.class, () -> ModelFormat.readDescription(description))
        .getMessage();
  }

  private String weightsRefusal(byte[] file) {
    return assertThrows(ModelFormatException.class, () -> Models.readWeights(model, file))
        .getMessage();
  }

  /** The description with one piece of its text replaced, and sealed as if it were meant so. */
  private static byte[] edited(ModelDescription model, String from, String to) throws IOException {
    String text = new String(ModelFormat.description(model), StandardCharsets.UTF_8);
    assertTrue(text.contains(from), from);
    JsonObject json = (JsonObject) Json.parse(text.replace(from, to));
    Map<String, JsonValue> content = new LinkedHashMap<>(json.members());
    content.remove("descriptionSha256");
    return ModelFormat.seal(new JsonObject(content));
  }

  @Test
  void c1RefusesEveryFlippedByteOfEitherFile() throws Exception {
    Files files = files();
    for (int at = 0; at < files.description().length; at++) {
      for (int flip : FLIPS) {
        byte[] damaged = files.description().clone();
        damaged[at] ^= (byte) flip;
        refusal(damaged);
      }
      byte[] zeroed = files.description().clone();
      zeroed[at] = 0;
      refusal(zeroed);
    }
    for (int at = 0; at < files.weights().length; at++) {
      for (int flip : FLIPS) {
        byte[] damaged = files.weights().clone();
        damaged[at] ^= (byte) flip;
        weightsRefusal(damaged);
      }
      byte[] zeroed = files.weights().clone();
      zeroed[at] = 0;
      if (files.weights()[at] != 0) {
        weightsRefusal(zeroed);
      }
    }
  }

  @Test
  void c2RefusesEveryTruncationAndEveryAddition() throws Exception {
    Files files = files();
    for (int length = 0; length < files.description().length; length++) {
      refusal(Arrays.copyOf(files.description(), length));
      refusal(Arrays.copyOf(files.description(), files.description().length + 1 + length));
    }
    for (int length = 0; length < files.weights().length; length++) {
      weightsRefusal(Arrays.copyOf(files.weights(), length));
      weightsRefusal(Arrays.copyOf(files.weights(), files.weights().length + 1 + length));
    }
    byte[] spaced = Arrays.copyOf(files.description(), files.description().length + 1);
    spaced[spaced.length - 1] = '\n';
    assertTrue(refusal(spaced).contains("descriptionSha256"), refusal(spaced));
  }

  @Test
  void saysThatAnEditedDescriptionIsNoLongerTheOneWritten() throws Exception {
    String text = new String(files().description(), StandardCharsets.UTF_8);
    assertEquals(
        "model.json: the content does not have the descriptionSha256 "
            + sha256Of(text)
            + "; the file was damaged or edited, take it from its source again",
        refusal(text.replace("\"seed\": 7", "\"seed\": 8").getBytes(StandardCharsets.UTF_8)));
  }

  private static String sha256Of(String text) {
    return text.substring(text.length() - 68, text.length() - 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"formatVersion\": 1 | \"formatVersion\": 3 | format version 3, this build reads 1 to 2;"
            + " upgrade Tributary",
        "\"formatVersion\": 1 | \"formatVersion\": 0 | format version 0, this build reads 1 to 2;"
            + " the file is damaged",
        "\"formatVersion\": 1 | \"formatVersion\": 1.0 | formatVersion is 1.0, expected a whole"
            + " number",
        "tributary-model | onnx | format is \"onnx\", expected one of \"tributary-model\"",
        "\"sigmoid\" | \"java.lang.Runtime\" | network.layers[1].activation is"
            + " \"java.lang.Runtime\", expected one of identity, relu, leakyRelu, tanh, sigmoid,"
            + " gelu, silu",
        "\"glorot\" | \"GLOROT\" | network.layers[1].initializer is \"GLOROT\", expected one of"
            + " auto, he, glorot, lecun, zero",
        "\"dense\" | \"conv\" | network.layers[0].type is \"conv\", expected one of dense,"
            + " layerNorm, dropout, residual",
        "\"huber\" | \"hinge\" | network.loss.type is \"hinge\", expected one of squaredError,"
            + " huber, softmaxCrossEntropy, binaryCrossEntropy",
        "\"units\": 3 | \"units\": 0 | network.layers[0]: dense layer: units is 0; it must be at"
            + " least 1",
        "\"units\": 3 | \"units\": 3000000000 | network.layers[0].units is 3000000000, expected a"
            + " whole number from 0 to 2147483647",
        "\"units\": 3 | \"units\": \"3\" | network.layers[0].units is \"3\", expected a whole"
            + " number",
        "\"skip\": false | \"skip\": 0 | network.layers[0].skip is 0, expected true or false",
        "\"delta\": 1.5 | \"delta\": -1 | network.loss: Huber loss: delta is -1.0; it must be"
            + " positive",
        "\"delta\": 1.5 | \"gamma\": 1.5 | network.loss.delta is missing; the file was edited or"
            + " written by another program",
        "\"delta\": 1.5 | \"delta\": 1.5, \"class\": \"x\" | network.loss.class is not a field of"
            + " this format version; the fields here are [delta, outputs, type]",
        "\"formatVersion\": 1 | \"formatVersion\": 2 | paritySha256 is missing; the file was edited"
            + " or written by another program",
        "\"weightsSha256\" | \"paritySha256\": \"0\", \"weightsSha256\" | paritySha256 is not a field"
            + " of this format version; the fields here are [descriptionSha256, format,"
            + " formatVersion, metrics, network, provenance, table, weightsSha256]",
        "\"outputs\": 1 | \"outputs\": 2 | network: network: the last layer gives 1 values but the"
            + " loss reads 2; set the last layer's units to 2",
        "\"inputs\": 2 | \"inputs\": 3 | model: the table's features become 2 inputs but the"
            + " network reads 3",
        "\"numeric\" | \"hashed\" | table.features[0].type is \"hashed\", expected one of numeric,"
            + " categorical, vector",
        "\"regression\" | \"ranking\" | table.target.type is \"ranking\", expected one of"
            + " regression, classes, labels",
        "[\"price\"] | [\"price\", \"tax\"] | table.target: means has 1 values, expected 2",
        "[\"price\"] | [1] | table.target.columns[0] is 1, expected a string",
        "[\"price\"] | \"price\" | table.target.columns is \"price\", expected a list",
        "\"r2\": 0.98 | \"r2\": \"good\" | metrics.r2 is \"good\", expected a number, \"NaN\","
            + " \"Infinity\" or \"-Infinity\"",
        "2026-01-31T | 2026-13-31T | provenance: createdAt is not a time such as"
            + " 2026-01-31T12:00:00Z",
        "\"2f18 | \"zz18 | model: the weights' SHA-256 is"
            + " \"zz18ceee7f31231a4cc6c15234b388f955c242731d7272fef1f9efd53702ce5a\"; expected 64"
            + " hex digits",
      })
  void namesThePlaceTheValueAndWhatIsAllowed(String from, String to, String message)
      throws Exception {
    assertEquals("model.json: " + message, refusal(edited(model, from, to)));
  }

  @Test
  void refusesALayerTooLargeForAnyArray() throws Exception {
    ModelDescription huge =
        ModelFormat.readDescription(edited(model, "\"units\": 3", "\"units\": 2147483647"));
    String message =
        assertThrows(ModelFormatException.class, () -> Models.readWeights(huge, files().weights()))
            .getMessage();
    assertTrue(message.startsWith("weights.safetensors: layers.0.weight: "), message);
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() throws Exception {
    String deep = "{\"type\":\"residual\",\"body\":[".repeat(100_000);
    byte[] file =
        new String(ModelFormat.description(model), StandardCharsets.UTF_8)
            .replaceFirst("\"layers\": \\[", "\"layers\": [" + deep)
            .getBytes(StandardCharsets.UTF_8);
    assertTrue(refusal(file).contains("nested deeper than 256 levels"), refusal(file));
  }

  @Test
  void refusesADescriptionTooLargeToBeOne() {
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class,
            () -> ModelFormat.readDescription(InputStream.nullInputStream(), 1L << 40));
    assertTrue(e.getMessage().contains("1099511627776 bytes"), e.getMessage());
  }

  private List<Tensor> tensors() throws IOException {
    return new ArrayList<>(Safetensors.read(files().weights()).tensors().values());
  }

  private String refusalOf(List<Tensor> tensors) throws IOException {
    return weightsRefusal(Safetensors.toBytes(Map.of(), tensors));
  }

  @Test
  void c6NamesTensorsThatAreMissingUnknownOrOfAnotherKind() throws Exception {
    List<Tensor> missing = tensors();
    missing.removeIf(tensor -> tensor.name().equals("layers.1.bias"));
    assertEquals(
        "weights.safetensors: tensor layers.1.bias: found none, expected F32 [2];"
            + " the file belongs to another network",
        refusalOf(missing));

    List<Tensor> transposed = new ArrayList<>(missing);
    transposed.removeIf(tensor -> tensor.name().equals("layers.0.weight"));
    transposed.add(Tensor.of("layers.0.weight", List.of(2L, 3L), new float[6]));
    assertEquals(
        "weights.safetensors: tensor layers.0.weight: found F32 [2, 3], expected F32 [3, 2];"
            + " the file belongs to another network",
        refusalOf(transposed));

    List<Tensor> doubles = new ArrayList<>(missing);
    doubles.add(Tensor.of("layers.1.bias", List.of(2L), new double[2]));
    assertEquals(
        "weights.safetensors: tensor layers.1.bias: found F64 [2], expected F32 [2];"
            + " the file belongs to another network",
        refusalOf(doubles));

    List<Tensor> extra = tensors();
    extra.add(Tensor.of("layers.3.bias", List.of(2L), new float[2]));
    assertEquals(
        "weights.safetensors: tensor layers.3.bias: found F32 [2], expected no tensor of that"
            + " name; the network has [layers.0.weight, layers.0.bias, layers.1.weight,"
            + " layers.1.bias, layers.2.weight, layers.2.bias]",
        refusalOf(extra));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void c7NamesTheWeightThatIsNotFinite(float value) throws Exception {
    List<Tensor> tensors = tensors();
    tensors.removeIf(tensor -> tensor.name().equals("layers.1.weight"));
    tensors.add(Tensor.of("layers.1.weight", List.of(2L, 3L), new float[] {0, 0, 0, 0, value, 0}));
    assertEquals(
        "weights.safetensors: tensor layers.1.weight: value 4 of 6 is "
            + value
            + ", expected finite numbers; training diverged",
        refusalOf(tensors));
  }

  @Test
  void refusesTheWeightsOfAnotherModelOfTheSameShape() throws Exception {
    float[] others = Models.weights(model.network(), 3);
    ModelDescription other =
        ModelDescription.of(
            model.network(), model.table(), model.metrics(), model.provenance(), others);
    assertEquals(
        ("weights.safetensors: the weights have SHA-256 %s but model.json says %s;"
                + " the files are damaged or not a pair")
            .formatted(other.weightsSha256(), model.weightsSha256()),
        weightsRefusal(Models.write(other, others).weights()));
    assertArrayEquals(others, Models.readWeights(other, Models.write(other, others).weights()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aced0005737200116a6176612e7574696c2e486173684d6170 | Java-serialised object",
        "504b0304140000000800000000000000                   | zip archive",
        "80049515000000000000008c05706f736978               | Python pickle",
      })
  void c18RefusesPayloadsThatCouldRunCode(String hex, String kind) {
    byte[] payload = HexFormat.of().parseHex(hex);
    assertTrue(refusal(payload).contains(kind), refusal(payload));
    assertTrue(weightsRefusal(payload).contains(kind), weightsRefusal(payload));
  }

  @Test
  void passesOnWhatTheStreamThrows() throws Exception {
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    IOException e =
        assertThrows(IOException.class, () -> ModelFormat.readWeights(model, closed, 100));
    assertEquals("Stream closed", e.getMessage());
    assertThrows(
        ModelFormatException.class,
        () -> ModelFormat.readWeights(model, new ByteArrayInputStream(new byte[0]), 100));
  }
}
