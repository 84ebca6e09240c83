package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.TargetDecoder;

final class ParitySampleTest {
  private static final int[] FLIPS = {0x01, 0x80, 0xFF};

  private final ModelDescription model = Models.mixedClassifier();
  private final float[] weights = Models.weights(model.network(), 3);
  private final ParitySample sample = ParitySample.of(model, weights);

  private static double number(Map<String, Object> row, String column) {
    return row.get(column) instanceof Double number ? number : Double.NaN;
  }

  private static double[][] outputs(ParitySample sample) {
    double[][] outputs = new double[sample.rows()][];
    Arrays.setAll(outputs, sample::outputs);
    return outputs;
  }

  @Test
  void theFirstRowIsOfMeansAndTheLastHasLevelsThatNobodyHasSeen() {
    assertEquals(8, sample.rows());
    assertEquals(List.of("carat", "cut", "pixels", "truth"), List.copyOf(sample.row(0).keySet()));
    assertEquals((double) 0.8f, sample.row(0).get("carat"));
    assertEquals("Fair", sample.row(0).get("cut"));
    assertArrayEquals(new double[] {100, 0, -3.5}, (double[]) sample.row(0).get("pixels"));
    assertEquals("unseen", sample.row(7).get("cut"));
    assertEquals("unseen", sample.row(7).get("truth"));
  }

  @Test
  void everyNumberIsA32BitFloatAndEveryLevelAKnownOne() {
    List<Double> carats = new ArrayList<>();
    for (int row = 0; row < sample.rows(); row++) {
      Map<String, Object> values = sample.row(row);
      double carat = number(values, "carat");
      carats.add(carat);
      DoubleStream.concat(DoubleStream.of(carat), DoubleStream.of((double[]) values.get("pixels")))
          .forEach(value -> assertEquals((double) (float) value, value));
      assertEquals(
          row < 7, List.of("Fair", "Good", "Ideal").contains(values.get("cut")), "row " + row);
    }
    assertEquals(8, carats.stream().distinct().count(), carats.toString());
    assertTrue(carats.stream().allMatch(c -> Math.abs(c - 0.8) < 5 * 0.47), carats.toString());
  }

  /** No row can be anybody's: the weights know the training rows, the inputs know no weights. */
  @Test
  void theInputsAreAFunctionOfTheEncodingAlone() throws Exception {
    ParitySample again = ParitySample.of(model, weights);
    assertArrayEquals(Models.bytes(sample), Models.bytes(again));
    ParitySample other = ParitySample.of(model, Models.weights(model.network(), 4));
    for (int row = 0; row < sample.rows(); row++) {
      assertEquals(sample.row(row).get("carat"), other.row(row).get("carat"));
      assertEquals(sample.row(row).get("cut"), other.row(row).get("cut"));
    }
    assertFalse(Arrays.equals(sample.logits(1), other.logits(1)));
  }

  @Test
  void theOutputsAreThoseOfTheLogits() {
    TargetDecoder decoder = TargetDecoder.of(model.table().target(), model.network().loss());
    for (int row = 0; row < sample.rows(); row++) {
      double[] outputs = new double[3];
      decoder.decode(new Matrix(sample.logits(row), 0, 1, 3), 0, outputs);
      assertArrayEquals(outputs, sample.outputs(row));
    }
  }

  @Test
  void anUnseenLevelHasANameThatIsNoLevel() {
    ModelDescription odd =
        narrow(new ColumnEncoding.Categorical("c", List.of("unseen", "unseen_")), 2);
    ParitySample odds = ParitySample.of(odd, new float[3]);
    assertEquals("unseen", odds.row(0).get("c"));
    assertEquals("unseen__", odds.row(7).get("c"));
  }

  /** One column, one unit, two labels' worth of nothing. */
  private static ModelDescription narrow(ColumnEncoding column, int inputs) {
    NetworkSpec network =
        new NetworkSpec(
            inputs, List.of(new DenseSpec(1, Activation.IDENTITY)), new LossSpec.SquaredError(1));
    TableEncoding table =
        new TableEncoding(
            List.of(column),
            new TargetEncoding.Regression(List.of("y"), List.of(0.0), List.of(1.0)));
    return ModelDescription.of(network, table, Map.of(), Models.PROVENANCE, new float[inputs + 1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_536, 65_537, 200_000, 600_000})
  void wideModelsHaveFewerRows(int width) throws Exception {
    List<Double> ones = Collections.nCopies(width, 1.0);
    ModelDescription wide = narrow(new ColumnEncoding.Vector("v", ones, ones), width);
    ParitySample wideSample = ParitySample.of(wide, new float[width + 1]);
    assertEquals(
        Map.of(65_536, 8, 65_537, 7, 200_000, 2, 600_000, 1).get(width), wideSample.rows());
    byte[] file = Models.bytes(wideSample);
    assertTrue(file.length <= ParitySample.maxLength(wide), file.length + " bytes");
    assertEquals(wideSample.rows(), ParitySample.read(wide.with(wideSample), file).rows());
  }

  @Test
  void scalesThatNoFloatCanStandForAreLeftToTheMean() {
    ParitySample tiny =
        ParitySample.of(narrow(new ColumnEncoding.Numeric("t", 0.1, 1e-300), 1), new float[2]);
    ParitySample huge =
        ParitySample.of(narrow(new ColumnEncoding.Numeric("h", 0.1, 1e300), 1), new float[2]);
    for (int row = 0; row < 8; row++) {
      assertEquals(0.1, tiny.row(row).get("t"));
      assertTrue(Float.isFinite((float) number(huge.row(row), "h")));
    }
  }

  @Test
  void comesBackFromItsFileAsItWas() throws Exception {
    byte[] file = Models.bytes(sample);
    ParitySample read = ParitySample.read(model.with(sample), file);
    assertEquals(sample.sha256(), read.sha256());
    assertArrayEquals(file, Models.bytes(read));
    for (int row = 0; row < sample.rows(); row++) {
      assertArrayEquals(sample.outputs(row), read.outputs(row));
      assertArrayEquals(sample.logits(row), read.logits(row));
      assertEquals(sample.row(row).get("truth"), read.row(row).get("truth"));
    }
    Safetensors raw = Safetensors.read(file);
    assertEquals(List.of(8L, 6L), raw.tensor("inputs").shape());
    assertEquals(-1, raw.tensor("inputs").doubles()[7 * 6 + 1]);
  }

  @Test
  void aModelAgreesWithItsOwnSample() throws Exception {
    ParityReport report = sample.check(Scorer.of(model, weights));
    assertTrue(report.agrees());
    assertEquals("8 rows agree, largest difference 0.0", report.toString());
    report.requireAgreement("m", "do nothing");
  }

  @Test
  void aProbabilityMayBeOffByAHundredThousandth() {
    double[][] found = outputs(sample);
    found[2][1] += 0.9e-5;
    ParityReport near = sample.check(found);
    assertTrue(near.agrees());
    assertEquals(0.9e-5, near.difference(), 1e-12);
    found[4][2] += 1.5e-5;
    ParityReport far = sample.check(found);
    assertFalse(far.agrees());
    assertEquals("8 rows do not all agree, largest difference 1.5e-05", far.toString());
    assertEquals(
        "m.onnx: row 5 of the parity sample (the first is 1), 'c': found "
            + found[4][2]
            + ", expected "
            + sample.outputs(4)[2]
            + " (at most 1.0e-05 apart); export it again",
        assertThrows(
                ModelFormatException.class, () -> far.requireAgreement("m.onnx", "export it again"))
            .getMessage());
  }

  @Test
  void aNumberIsMeasuredByItsOwnSizeAndTheTargetsScale() {
    ModelDescription numbers = Models.mixedRegressor();
    ParitySample prices = ParitySample.of(numbers, Models.weights(numbers.network(), 3));
    double[][] found = outputs(prices);
    found[1][0] += 0.03;
    found[1][1] += 0.9e-7;
    assertTrue(prices.check(found).agrees());
    found[3][1] += 1e-6;
    ParityReport report = prices.check(found);
    ParityReport.Mismatch worst = report.worst().orElseThrow();
    assertEquals(3, worst.row());
    assertEquals("tax", worst.output());
    assertEquals(0.03, report.difference(), 1e-9);
    assertTrue(report.relative() > 1e-5 && report.relative() < 1e-4, report.relative() + "");
  }

  @Test
  void whatIsNotFiniteAgreesWithItsLikeOnly() {
    double[][] found = outputs(sample);
    found[0][0] = Double.NaN;
    ParityReport report = sample.check(found);
    assertEquals(Double.POSITIVE_INFINITY, report.difference());
    assertEquals(0, report.worst().orElseThrow().row());
    float[] hot = weights.clone();
    Arrays.fill(hot, 1e38f);
    ParitySample overflown = ParitySample.of(model, hot);
    assertTrue(Double.isNaN(overflown.outputs(0)[0]));
    assertTrue(overflown.check(Scorer.of(model, hot)).agrees());
  }

  @Test
  void refusesOutputsOfAnotherShape() {
    double[][] few = Arrays.copyOf(outputs(sample), 7);
    assertThrows(IllegalArgumentException.class, () -> sample.check(few));
    double[][] thin = outputs(sample);
    thin[3] = new double[2];
    assertEquals(
        "parity sample: the rows have [3, 3, 3, 2, 3, 3, 3, 3] outputs, expected 8 rows of 3",
        assertThrows(IllegalArgumentException.class, () -> sample.check(thin)).getMessage());
  }

  private String refusal(byte[] file) {
    return refusal(model.with(sample), file);
  }

  private static String refusal(ModelDescription description, byte[] file) {
    return assertThrows(ModelFormatException.class, () -> ParitySample.read(description, file))
        .getMessage();
  }

  @Test
  void c1c2RefusesEveryTruncationAndEveryFlippedByte() throws Exception {
    byte[] file = Models.bytes(sample);
    for (int at = 0; at < file.length; at++) {
      refusal(Arrays.copyOf(file, at));
      for (int flip : FLIPS) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) flip;
        refusal(damaged);
      }
    }
    refusal(Arrays.copyOf(file, file.length + 1));
  }

  @Test
  void saysWhichFileIsNotTheOneDescribed() throws Exception {
    ParitySample other = ParitySample.of(model, Models.weights(model.network(), 4));
    assertEquals(
        "parity.safetensors: the file has SHA-256 "
            + other.sha256()
            + " but model.json says "
            + sample.sha256()
            + "; the files are damaged or not a pair",
        refusal(Models.bytes(other)));
  }

  private static final Map<String, String> METADATA =
      Map.of("format", "tributary-parity", "formatVersion", "1");

  private String refusalOf(double[] inputs, long width, int outputs) throws Exception {
    long rows = inputs.length / width;
    return refusal(
        Safetensors.toBytes(
            METADATA,
            List.of(
                Tensor.of("inputs", List.of(rows, width), inputs),
                Tensor.of("logits", List.of(rows, 3L), new float[3 * (int) rows]),
                Tensor.of(
                    "outputs", List.of(rows, (long) outputs), new double[outputs * (int) rows]))));
  }

  @Test
  void refusesWhatIsNoSampleOfTheModel() throws Exception {
    String prefix = "parity.safetensors: ";
    assertEquals(
        prefix
            + "tensor inputs: found F64 [8, 5], expected F64 [8, 6]; the file belongs to another"
            + " model",
        refusalOf(new double[40], 5, 3));
    assertEquals(
        prefix
            + "tensor outputs: found F64 [2, 4], expected F64 [2, 3]; the file belongs to another"
            + " model",
        refusalOf(new double[12], 6, 4));
    assertEquals(
        prefix + "tensor inputs: found the shape [9, 6], expected 1 to 8 rows",
        refusalOf(new double[54], 6, 3));
    assertEquals(
        prefix + "tensor inputs: found the shape [0, 6], expected 1 to 8 rows",
        refusalOf(new double[0], 6, 3));
    assertEquals(
        prefix + "row 2, column 'cut' is 3.0, expected a level's place from -1 to 2",
        refusalOf(new double[] {0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0}, 6, 3));
    assertEquals(
        prefix + "row 1, column 'truth' is 0.5, expected a level's place from -1 to 1",
        refusalOf(new double[] {0, 0, 0, 0, 0, 0.5}, 6, 3));
    assertEquals(
        prefix + "row 1, column 'pixels' is NaN, expected a finite number",
        refusalOf(new double[] {0, 0, 0, Double.NaN, 0, 0}, 6, 3));
    assertEquals(
        prefix + "the tensors are [inputs], expected inputs, logits and outputs",
        refusal(
            Safetensors.toBytes(
                METADATA, List.of(Tensor.of("inputs", List.of(1L, 6L), new double[6])))));
    assertEquals(
        prefix + "the metadata is {}, expected " + METADATA,
        refusal(Safetensors.toBytes(Map.of(), List.of())));
    assertTrue(refusal(new byte[] {'P', 'K', 3, 4, 0, 0, 0, (byte) 0xFF}).contains("zip archive"));
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = ParitySampleTest.class.getResourceAsStream("/formats/v2/" + name)) {
      assertTrue(in != null, name);
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "regressor"})
  void readsAndWritesBackTheFilesOfFormatVersion2(String name) throws Exception {
    byte[] description = resource(name + "/model.json");
    byte[] parity = resource(name + "/parity.safetensors");
    ModelDescription golden = ModelFormat.readDescription(description);
    assertEquals(2, golden.formatVersion());
    assertArrayEquals(description, ModelFormat.description(golden));
    ParitySample read = ParitySample.read(golden, parity);
    assertArrayEquals(parity, Models.bytes(read));
    float[] goldenWeights = Models.readWeights(golden, resource(name + "/weights.safetensors"));
    // The rows are the same for ever; what a machine computes from them need only agree.
    ParitySample today = ParitySample.of(golden, goldenWeights);
    for (int row = 0; row < 8; row++) {
      assertEquals(read.row(row).get("carat"), today.row(row).get("carat"));
      assertEquals(read.row(row).get("cut"), today.row(row).get("cut"));
    }
    ParityReport report = read.check(Scorer.of(golden, goldenWeights));
    assertTrue(report.agrees(), report.toString());
  }
}
