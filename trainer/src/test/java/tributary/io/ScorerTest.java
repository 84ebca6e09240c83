package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.data.DataException;
import tributary.data.RandomStream;
import tributary.data.TargetEncoding;
import tributary.linalg.Gemms;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;
import tributary.nn.Network;

final class ScorerTest {
  private final ModelDescription model = Models.mixedClassifier();
  private final float[] weights = Models.weights(model.network(), 3);
  private final Scorer scorer = Scorer.of(model, weights);

  private ScorerRow example() {
    return scorer
        .row()
        .set("carat", 1.27)
        .set("cut", "Good")
        .set("pixels", new double[] {20, 1, -0.5})
        .set("truth", true);
  }

  private static Map<String, Object> exampleValues() {
    return new HashMap<>(
        Map.of("carat", 1.27, "cut", "Good", "pixels", List.of(20, 1.0f, -0.5), "truth", true));
  }

  /** The logits of the network, in the plainest arithmetic there is. */
  private double[] softmax(float... x) {
    Network network = Network.of(model.network(), Gemms.named("reference"));
    Matrix logits = network.logits(weights, x, 0, 1, network.workspace());
    double[] p = new double[3];
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      p[i] = Math.exp(logits.data()[logits.offset() + i]);
      sum += p[i];
    }
    for (int i = 0; i < 3; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void encodesARowAsTrainingDidAndDecodesTheLogits() {
    float carat = (float) ((1.27 - 0.8) / 0.47);
    double[] expected = softmax(carat, 0, 1, 0, -1, 1, 1.5f, 0, 1);
    assertArrayEquals(expected, scorer.predict(example()), 1e-6);
    assertEquals(List.of("carat", "cut", "pixels", "truth"), scorer.columns());
    assertEquals(List.of("a", "b", "c"), scorer.outputs());
    assertEquals(List.of("a", "b", "c"), scorer.classes());
    int best = expected[1] > expected[0] ? 1 : 0;
    best = expected[2] > expected[best] ? 2 : best;
    assertEquals(scorer.classes().get(best), scorer.label(scorer.predict(example())));
  }

  @Test
  void namesPlacesFloatsAndMapsAreTheSameRow() {
    double[] expected = scorer.predict(example());
    ScorerRow row =
        scorer.row().set(3, "true").set(2, new float[] {20, 1, -0.5f}).set(1, "Good").set(0, 1.27);
    double[] out = new double[5];
    assertSame(out, scorer.predict(row, out));
    assertArrayEquals(new double[] {expected[0], expected[1], expected[2], 0, 0}, out);
    assertArrayEquals(expected, scorer.predict(exampleValues()));
  }

  @Test
  void anUnseenLevelIsAllZeros() {
    float carat = (float) ((1.27 - 0.8) / 0.47);
    double[] expected = softmax(carat, 0, 0, 0, -1, 1, 1.5f, 0, 1);
    assertArrayEquals(expected, scorer.predict(example().set("cut", "Premium")), 1e-6);
  }

  @Test
  void valuesStayUntilTheyAreSetOrCleared() {
    ScorerRow row = example();
    double[] first = scorer.predict(row);
    double[] second = scorer.predict(row.set("cut", "Ideal"));
    assertTrue(first[0] != second[0]);
    assertArrayEquals(first, scorer.predict(row.set("cut", "Good")));
    row.clear();
    assertEquals(
        "row: no value is set for 'carat', 'cut', 'pixels', 'truth'; set every column first",
        refusal(() -> scorer.predict(row)));
  }

  @Test
  void aColumnWhoseValueWasRefusedIsNotSet() {
    ScorerRow row = example();
    refusal(() -> row.set("pixels", new double[] {1, 2, Double.NaN}));
    assertEquals(
        "row: no value is set for 'pixels'; set every column first",
        refusal(() -> scorer.predict(row)));
  }

  private static String refusal(Executable action) {
    return String.valueOf(assertThrows(DataException.class, action).getMessage());
  }

  private static final String FILL =
      "; fill or drop missing values first, or exclude the column from the features";

  private void refuses(Consumer<ScorerRow> setting, String message) {
    assertEquals("row, column " + message, refusal(() -> setting.accept(scorer.row())));
  }

  @Test
  void refusesValuesAsTablesDo() {
    refuses(r -> r.set("carat", Double.NaN), "'carat': the feature is missing (NaN)" + FILL);
    refuses(
        r -> r.set("carat", Double.NEGATIVE_INFINITY),
        "'carat': the value is -Infinity; it must be finite: replace or drop such rows first");
    refuses(
        r -> r.set("carat", 1e39),
        "'carat': the value is 1.0E39, beyond the range of 32-bit floats (±3.4E38); rescale the"
            + " column first");
    refuses(
        r -> r.set("carat", 3e38),
        "'carat': the value 3.0E38 is Infinity after scaling by mean 0.8 and scale 0.47, learnt"
            + " from the training rows; it must be finite: check the value");
    refuses(
        r -> r.set("pixels", new float[] {1, 2}),
        "'pixels': the vector has 2 elements but the model was trained on 3; give it vectors of"
            + " that width");
    refuses(
        r -> r.set("pixels", new double[] {1, Double.NaN, 3}),
        "'pixels': the feature is missing (element 1 is NaN or null)" + FILL);
    refuses(
        r -> r.set("pixels", new double[] {1, 2, Double.POSITIVE_INFINITY}),
        "'pixels': element 2 is Infinity; it must be finite: replace or drop such rows first");
    refuses(
        r -> r.set("carat", "0.7"),
        "'carat': the value is a string but the model was trained on a number; convert the value"
            + " first");
    refuses(
        r -> r.set("cut", 1.0),
        "'cut': the value is a number but the model was trained on a string, one of few; convert"
            + " the value first");
    refuses(
        r -> r.set("pixels", 1.0),
        "'pixels': the value is a number but the model was trained on a vector of 3 numbers;"
            + " convert the value first");
  }

  @Test
  void namesColumnsThatAreMissingOrMisspelt() {
    assertEquals(
        "row: the model reads no column 'karat' (the nearest is 'carat'); it reads carat, cut,"
            + " pixels, truth",
        refusal(() -> scorer.row().set("karat", 1)));
    Map<String, Object> values = exampleValues();
    values.put("Carat", values.remove("carat"));
    values.remove("truth");
    String message = refusal(() -> scorer.predict(values));
    assertTrue(
        message.startsWith(
            "row: there is no column 'carat' (the nearest is 'Carat'), 'truth'; the columns are "),
        message);
    Map<String, Object> absent = exampleValues();
    absent.put("cut", null);
    assertEquals(
        "row, column 'cut': the feature is missing (null)" + FILL,
        refusal(() -> scorer.predict(absent)));
    absent.put("cut", "Good");
    absent.put("pixels", List.of(1, "two", 3));
    assertEquals(
        "row, column 'pixels': element 1 is two, expected a number",
        refusal(() -> scorer.predict(absent)));
  }

  @Test
  void aNumberThatWasALevelIsWrittenAsItsTypeDoes() {
    Map<String, Object> values = exampleValues();
    values.put("cut", 3);
    // No such level: as unseen as "3" is.
    assertArrayEquals(scorer.predict(example().set("cut", "3")), scorer.predict(values));
  }

  @Test
  void decodesEveryKindOfTarget() {
    ModelDescription sold =
        Models.mixed(
            new TargetEncoding.Classes("sold", List.of("false", "true")),
            new LossSpec.BinaryCrossEntropy(1));
    double[] both = predict(sold);
    assertEquals(2, both.length);
    assertEquals(1, both[0] + both[1], 1e-15);
    ModelDescription labels =
        Models.mixed(
            new TargetEncoding.Labels(List.of("x", "y")), new LossSpec.BinaryCrossEntropy(2));
    assertEquals(2, predict(labels).length);
    Scorer numbers =
        Scorer.of(Models.mixedRegressor(), Models.weights(Models.mixedRegressor().network(), 3));
    assertEquals(List.of("price", "tax"), numbers.outputs());
    assertEquals(List.of(), numbers.classes());
    assertEquals(
        "scorer: the model predicts price, tax and no class; use the numbers of predict",
        assertThrows(IllegalStateException.class, () -> numbers.label(new double[2])).getMessage());
  }

  private static double[] predict(ModelDescription described) {
    return Scorer.of(described, Models.weights(described.network(), 3)).predict(exampleValues());
  }

  @Test
  void refusesWhatBelongsToAnotherScorer() {
    Scorer other = Scorer.of(model, weights);
    ScorerRow row = example();
    assertThrows(IllegalArgumentException.class, () -> other.predict(row));
    assertThrows(IllegalArgumentException.class, () -> scorer.predict(row, new double[2]));
    assertThrows(IllegalArgumentException.class, () -> Scorer.of(model, new float[3]));
  }

  @Test
  void keepsItsOwnWeights() {
    float[] own = weights.clone();
    Scorer kept = Scorer.of(model, own);
    double[] before = kept.predict(exampleValues());
    own[0] += 100;
    assertArrayEquals(before, kept.predict(exampleValues()));
  }

  @Test
  void manyThreadsShareOneScorer() throws Exception {
    RandomStream random = new RandomStream(5);
    List<double[]> carats = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double carat = random.nextGaussian();
      carats.add(new double[] {carat});
      expected.add(scorer.predict(example().set("carat", carat)));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        all.add(
            pool.submit(
                () -> {
                  ScorerRow row = example();
                  for (int i = 0; i < carats.size(); i++) {
                    assertArrayEquals(
                        expected.get(i), scorer.predict(row.set(0, carats.get(i)[0])));
                  }
                  return null;
                }));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** From a few lines of Python in double, which read the same files. */
  private static final double[] CLASSIFIED = {
    0.042183962056638755, 0.08854427343515132, 0.86927176450821
  };

  private static final double[] REGRESSED = {-7154.109918416637, 0.014623705153729879};

  private static Path formats() {
    return Path.of("src/test/resources/formats");
  }

  /** Two format versions of the same models: whatever changes, these numbers do not. */
  @ParameterizedTest
  @CsvSource({"v1/mixed-classifier", "v2/classifier"})
  void aClassifierOfEveryFormatVersionPredictsAsEver(String folder) throws Exception {
    double[] found = Scorer.load(formats().resolve(folder)).predict(exampleValues());
    assertArrayEquals(CLASSIFIED, found, 1e-6);
    assertArrayEquals(scorer.predict(exampleValues()), found);
  }

  @ParameterizedTest
  @CsvSource({"v1/mixed-regressor", "v2/regressor"})
  void aRegressorOfEveryFormatVersionPredictsAsEver(String folder) throws Exception {
    double[] found = Scorer.load(formats().resolve(folder)).predict(exampleValues());
    assertEquals(REGRESSED[0], found[0], 1e-2);
    assertEquals(REGRESSED[1], found[1], 1e-7);
  }

  @Test
  void loadsAModelFolderOrARunDirectory(@TempDir Path run) throws Exception {
    Models.writeFolder(run.resolve("model"), model, weights, true);
    double[] expected = scorer.predict(exampleValues());
    assertArrayEquals(expected, Scorer.load(run).predict(exampleValues()));
    assertArrayEquals(expected, Scorer.load(run.resolve("model")).predict(exampleValues()));
    assertTrue(
        unreadable(run.resolve("none")).contains("none holds no model (model.json is missing"));
    Path parity = run.resolve("model").resolve("parity.safetensors");
    Files.write(parity, new byte[] {1, 2, 3});
    assertTrue(unreadable(run).startsWith("parity.safetensors: "));
    Files.write(parity, new byte[1 << 16]);
    assertTrue(unreadable(run).contains("bytes, more than the"));
    Files.delete(parity);
    assertTrue(unreadable(run).endsWith("parity.safetensors: there is no such file"));
  }

  @Test
  void refusesAFolderWhoseTargetIsNotThatOfItsLoss(@TempDir Path folder) throws Exception {
    ModelDescription odd =
        Models.mixed(new TargetEncoding.Labels(List.of("x", "y")), new LossSpec.SquaredError(2));
    Models.writeFolder(folder, odd, Models.weights(odd.network(), 3), false);
    String cause =
        "prediction: the network ends in SquaredError[outputs=2] but the encoding has the targets"
            + " [x, y]; take both from one model";
    assertEquals("model.json: " + cause, unreadable(folder));
    ParitySample sample = ParitySample.of(model, weights);
    assertEquals(
        "parity.safetensors: " + cause,
        assertThrows(
                ModelFormatException.class,
                () -> ParitySample.read(odd.with(sample), Models.bytes(sample)))
            .getMessage());
  }

  private static String unreadable(Path folder) {
    return String.valueOf(assertThrows(IOException.class, () -> Scorer.load(folder)).getMessage());
  }
}
