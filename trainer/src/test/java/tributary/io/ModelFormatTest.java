package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.Models.Files;
import tributary.linalg.Gemms;
import tributary.linalg.Matrix;
import tributary.nn.Network;

/** The golden logits come from a few lines of NumPy in double, which read the same files. */
final class ModelFormatTest {
  private static byte[] resource(String name) throws Exception {
    try (InputStream in = ModelFormatTest.class.getResourceAsStream("/formats/v1/" + name)) {
      assertTrue(in != null, name);
      return in.readAllBytes();
    }
  }

  private static Files golden(String model) throws Exception {
    return new Files(
        resource(model + "/" + ModelFormat.DESCRIPTION_FILE),
        resource(model + "/" + ModelFormat.WEIGHTS_FILE));
  }

  @Test
  void readsTheClassifierOfFormatVersion1AsItWas() throws Exception {
    Files files = golden("classifier");
    ModelDescription model = ModelFormat.readDescription(files.description());
    assertEquals(Models.classifier(), model);
    assertEquals(1, model.formatVersion());
    assertEquals("0.1.0", model.producer());
    float[] weights = Models.readWeights(model, files.weights());
    assertEquals(
        "600f36dba8fffa4aee9b919d48ff5eaf233b6a72d7228332cb4e3b463ea8944d",
        WeightsHash.sha256(weights));
    assertArrayEquals(Models.weights(model.network(), 1), weights);
    assertArrayEquals(
        new float[] {-1.0176877f, 1.6525004f, -0.84981066f},
        logits(model, weights, 0.5f, 1, 0, -0.25f, 2),
        1e-5f);
  }

  @Test
  void readsTheRegressorOfFormatVersion1AsItWas() throws Exception {
    Files files = golden("regressor");
    ModelDescription model = ModelFormat.readDescription(files.description());
    assertEquals(Models.regressor(), model);
    float[] weights = Models.readWeights(model, files.weights());
    assertEquals(
        "2f18ceee7f31231a4cc6c15234b388f955c242731d7272fef1f9efd53702ce5a",
        WeightsHash.sha256(weights));
    assertArrayEquals(new float[] {-0.78036964f}, logits(model, weights, -1.5f, 0.75f), 1e-6f);
  }

  private static float[] logits(ModelDescription model, float[] weights, float... x) {
    Network network = Network.of(model.network(), Gemms.named("reference"));
    Matrix logits = network.logits(weights, x, 0, 1, network.workspace());
    float[] row = new float[logits.cols()];
    System.arraycopy(logits.data(), logits.offset(), row, 0, row.length);
    return row;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "regressor"})
  void writesTheFilesOfVersion1ByteForByte(String name) throws Exception {
    Files files = golden(name);
    ModelDescription model = ModelFormat.readDescription(files.description());
    Files again = Models.write(model, Models.readWeights(model, files.weights()));
    assertEquals(
        new String(files.description(), StandardCharsets.UTF_8),
        new String(again.description(), StandardCharsets.UTF_8));
    assertArrayEquals(files.weights(), again.weights());
  }

  @Test
  void c16RandomModelsComeBackToTheBitAndAreWrittenBackByteForByte() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      ModelDescription plain = Models.random(seed);
      float[] weights = Models.weights(plain.network(), seed);
      ModelDescription model = seed % 2 == 0 ? plain : plain.with(ParitySample.of(plain, weights));
      Files files = Models.write(model, weights);
      ModelDescription read =
          ModelFormat.readDescription(
              new ByteArrayInputStream(files.description()), files.description().length);
      assertEquals(model, read, "seed " + seed);
      float[] readWeights = Models.readWeights(read, files.weights());
      assertArrayEquals(weights, readWeights, "seed " + seed);
      Files again = Models.write(read, readWeights);
      assertArrayEquals(files.description(), again.description(), "seed " + seed);
      assertArrayEquals(files.weights(), again.weights(), "seed " + seed);
    }
  }

  @Test
  void keepsMetricsThatJsonHasNoNumberFor() throws Exception {
    ModelDescription model = Models.classifier();
    Map<String, Double> metrics =
        Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY, "c", Double.NEGATIVE_INFINITY);
    ModelDescription odd =
        new ModelDescription(
            1,
            model.network(),
            model.table(),
            metrics,
            model.provenance(),
            model.weightsSha256(),
            Optional.empty());
    assertEquals(metrics, ModelFormat.readDescription(ModelFormat.description(odd)).metrics());
  }

  @Test
  void nothingButTheWeightsIsInTheirFile() throws Exception {
    ModelDescription model = Models.regressor();
    Files files = Models.write(model, Models.weights(model.network(), 2));
    Safetensors file = Safetensors.read(files.weights());
    assertEquals(
        List.of(
            "layers.0.bias",
            "layers.0.weight",
            "layers.1.bias",
            "layers.1.weight",
            "layers.2.bias",
            "layers.2.weight"),
        List.copyOf(file.tensors().keySet()));
    assertEquals(List.of(3L, 2L), file.tensor("layers.0.weight").shape());
    assertEquals(Map.of("format", "tributary-model", "formatVersion", "1"), file.metadata());
  }

  @Test
  void acceptsWeightsThatAnotherProgramCopied() throws Exception {
    ModelDescription model = Models.regressor();
    float[] weights = Models.weights(model.network(), 2);
    Safetensors file = Safetensors.read(Models.write(model, weights).weights());
    byte[] copied = Safetensors.toBytes(Map.of(), file.tensors().values());
    assertArrayEquals(weights, Models.readWeights(model, copied));
  }

  @Test
  void refusesToWriteWeightsThatTheDescriptionDoesNotDescribe() {
    ModelDescription model = Models.regressor();
    float[] weights = Models.weights(model.network(), 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelFormat.writeWeights(model, new float[weights.length + 1], out));
    weights[3]++;
    IllegalArgumentException other =
        assertThrows(
            IllegalArgumentException.class, () -> ModelFormat.writeWeights(model, weights, out));
    assertTrue(other.toString().contains(model.weightsSha256()), other.getMessage());
    weights[7] = Float.POSITIVE_INFINITY;
    ModelDescription infinite =
        ModelDescription.of(model.network(), model.table(), Map.of(), model.provenance(), weights);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelFormat.writeWeights(infinite, weights, out));
    assertEquals(
        "model: tensor layers.0.bias: value 1 of 3 is Infinity, expected finite numbers;"
            + " training diverged",
        e.getMessage());
    assertEquals(0, out.size());
  }

  @Test
  void onlyAModelWithAParitySampleIsOfVersion2() throws Exception {
    ModelDescription plain = Models.regressor();
    ModelDescription model = plain.with(ParitySample.of(plain, Models.weights(plain.network(), 2)));
    assertEquals(1, plain.formatVersion());
    assertEquals(2, model.formatVersion());
    assertEquals(plain.weightsSha256(), model.weightsSha256());
    assertEquals(
        "model: format version 2 has a parity sample",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ModelDescription(
                        2,
                        plain.network(),
                        plain.table(),
                        plain.metrics(),
                        plain.provenance(),
                        plain.weightsSha256(),
                        Optional.empty()))
            .getMessage());
  }

  @Test
  void refusesDescriptionsWhosePartsDoNotFit() {
    ModelDescription classifier = Models.classifier();
    ModelDescription regressor = Models.regressor();
    IllegalArgumentException inputs =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ModelDescription.of(
                    classifier.network(),
                    regressor.table(),
                    Map.of(),
                    Models.PROVENANCE,
                    new float[0]));
    assertEquals(
        "model: the table's features become 2 inputs but the network reads 5", inputs.getMessage());
  }
}
