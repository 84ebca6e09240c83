package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.ColumnEncoding;
import tributary.data.RandomStream;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;

/** ONNX Runtime and our own interpreter, given raw rows, say what this project says. */
final class OnnxExportTest {
  private static final double TOLERANCE = 1e-5;

  /** Below this a label may be either of two. */
  private static final double TIE = 1e-6;

  static Stream<Integer> seeds() {
    return IntStream.range(0, 35).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void k10TheFileAloneSaysWhatWeSay(int seed) throws Exception {
    OnnxCase model = OnnxCase.random(seed);
    OnnxType numbers = seed % 3 == 0 ? OnnxType.DOUBLE : OnnxType.FLOAT;
    OnnxModel exported = model.export(numbers).model();
    assertEquals(List.of(), OnnxChecker.violations(exported), "seed " + seed);
    byte[] file = OnnxRuntime.bytes(exported);
    OnnxModel read = OnnxFormat.read(file);
    assertEquals(exported, read, "seed " + seed);
    OnnxInterpreter own = OnnxInterpreter.of(read);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      for (int rows : new int[] {1, 7, 1000}) {
        Map<String, OnnxArray> inputs = model.rows(rows, numbers, seed);
        String where = "seed " + seed + ", " + rows + " rows, " + model.model().network();
        requireSame(model, inputs, rows, runtime.run(inputs), where + ", ONNX Runtime");
        if (rows < 1000) {
          requireSame(model, inputs, rows, own.run(inputs), where + ", interpreter");
        }
      }
    }
  }

  private static OnnxArray output(Map<String, OnnxArray> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private static void requireSame(
      OnnxCase model,
      Map<String, OnnxArray> inputs,
      int rows,
      Map<String, OnnxArray> found,
      String where) {
    Matrix logits = model.logits(inputs, rows);
    double[] outputs = model.outputs(logits);
    TargetEncoding target = model.model().table().target();
    requireClose(logits.data(), output(found, OnnxExport.LOGITS), where + ", logits");
    if (target instanceof TargetEncoding.Regression) {
      requireClose(outputs, output(found, OnnxExport.PREDICTION), where + ", prediction");
      return;
    }
    requireClose(outputs, output(found, OnnxExport.PROBABILITIES), where + ", probabilities");
    if (target instanceof TargetEncoding.Classes classes) {
      requireLabels(classes.classes(), outputs, output(found, OnnxExport.LABEL), where);
    } else {
      long[] labels = output(found, OnnxExport.LABELS).longs();
      for (int i = 0; i < labels.length; i++) {
        if (Math.abs(outputs[i] - 0.5) > TIE) {
          assertEquals(outputs[i] > 0.5 ? 1 : 0, labels[i], where + ", label " + i);
        }
      }
    }
  }

  private static void requireClose(float[] expected, OnnxArray found, String what) {
    double[] wide = new double[found.length()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = expected[i];
    }
    requireClose(wide, found, what);
  }

  private static void requireClose(double[] expected, OnnxArray found, String what) {
    assertEquals(expected.length, found.length(), what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i],
          found.floats()[i],
          TOLERANCE * Math.max(1, Math.abs(expected[i])),
          what + " " + i);
    }
  }

  private static void requireLabels(
      List<String> classes, double[] probabilities, OnnxArray found, String where) {
    for (int row = 0; row < found.length(); row++) {
      String label =
          found.type() == OnnxType.STRING
              ? found.strings()[row]
              : Long.toString(found.longs()[row]);
      double own = probabilities[row * classes.size() + classes.indexOf(label)];
      for (int i = 0; i < classes.size(); i++) {
        double other = probabilities[row * classes.size() + i];
        assertTrue(other <= own + TIE, where + ", label " + row + " is " + label);
      }
    }
  }

  private static OnnxCase small(
      List<ColumnEncoding> features, TargetEncoding target, LossSpec loss) {
    int inputs = features.stream().mapToInt(ColumnEncoding::width).sum();
    List<LayerSpec> layers =
        List.of(
            new DenseSpec(8, Activation.RELU),
            new DropoutSpec(0.5),
            new DenseSpec(loss.outputs(), Activation.IDENTITY));
    return OnnxCase.of(
        new NetworkSpec(inputs, layers, loss),
        new TableEncoding(features, target),
        new RandomStream(5));
  }

  private static final TargetEncoding PRICE =
      new TargetEncoding.Regression(List.of("price"), List.of(3.0), List.of(4.0));

  @Test
  void showsInputsAndOutputsAsTheColumnsAndTargetsAre() throws Exception {
    OnnxGraph numbers = everyColumn(PRICE, new LossSpec.Huber(1, 1));
    assertEquals(
        List.of("carat float [N, 1]", "cut string [N, 1]", "size float [N, 3]"),
        shown(numbers.inputs()));
    assertEquals(
        List.of("prediction float [N, 1]", "logits float [N, 1]"), shown(numbers.outputs()));
    OnnxGraph named =
        everyColumn(
            new TargetEncoding.Classes("kind", List.of("a", "b", "c")),
            new LossSpec.SoftmaxCrossEntropy(3));
    assertEquals(
        List.of("label string [N]", "probabilities float [N, 3]", "logits float [N, 3]"),
        shown(named.outputs()));
    OnnxGraph numbered =
        everyColumn(
            new TargetEncoding.Classes("kind", List.of("0", "1")),
            new LossSpec.BinaryCrossEntropy(1));
    assertEquals(
        List.of("label int64 [N]", "probabilities float [N, 2]", "logits float [N, 1]"),
        shown(numbered.outputs()));
    OnnxGraph labels =
        everyColumn(
            new TargetEncoding.Labels(List.of("x", "y")), new LossSpec.BinaryCrossEntropy(2));
    assertEquals(
        List.of("labels int64 [N, 2]", "probabilities float [N, 2]", "logits float [N, 2]"),
        shown(labels.outputs()));
  }

  private static List<String> shown(List<OnnxValueInfo> values) {
    return values.stream().map(value -> value.name() + " " + value.typeAndShape()).toList();
  }

  @Test
  void columnsKeepTheirNamesWhateverTheGraphCallsItsOwn() throws Exception {
    List<ColumnEncoding> features = new ArrayList<>();
    for (String name :
        List.of("logits", "prediction", "features", "layers.0.weight", "raw", "means", "z y\n")) {
      features.add(new ColumnEncoding.Numeric(name, 0.5, 2));
    }
    features.add(new ColumnEncoding.Categorical("layers.0.z", List.of("a", "b")));
    OnnxCase model = small(features, PRICE, new LossSpec.SquaredError(1));
    OnnxModel exported = model.export(OnnxType.FLOAT).model();
    assertEquals(List.of(), OnnxChecker.violations(exported));
    assertEquals(
        List.of("prediction_2 float [N, 1]", "logits_2 float [N, 1]"),
        shown(exported.graph().outputs()));
    Map<String, OnnxArray> inputs = model.rows(3, OnnxType.FLOAT, 1);
    try (OnnxRuntime runtime = new OnnxRuntime(OnnxRuntime.bytes(exported))) {
      assertEquals(features.stream().map(ColumnEncoding::name).toList(), runtime.inputs());
      Map<String, OnnxArray> found = runtime.run(inputs);
      requireClose(model.logits(inputs, 3).data(), output(found, "logits_2"), "logits");
    }
  }

  /** Where a runtime takes E[x²] − E[x]² for the variance, it needs values near 0. */
  @Test
  void layersAreNormalisedWellThoughTheirMeanIsFarFromZero() throws Exception {
    List<ColumnEncoding> features =
        List.of(
            new ColumnEncoding.Vector(
                "v", Collections.nCopies(16, 0.0), Collections.nCopies(16, 1.0)));
    List<LayerSpec> layers =
        List.of(
            new DenseSpec(16, Activation.IDENTITY),
            new LayerNormSpec(1e-5),
            new DenseSpec(1, Activation.IDENTITY));
    NetworkSpec network = new NetworkSpec(16, layers, new LossSpec.SquaredError(1));
    OnnxCase model = OnnxCase.of(network, new TableEncoding(features, PRICE), new RandomStream(5));
    Arrays.fill(model.weights(), 16 * 16, 17 * 16, 60f);
    Map<String, OnnxArray> inputs = model.rows(100, OnnxType.FLOAT, 1);
    OnnxModel exported = model.export(OnnxType.FLOAT).model();
    try (OnnxRuntime runtime = new OnnxRuntime(OnnxRuntime.bytes(exported))) {
      requireSame(model, inputs, 100, runtime.run(inputs), "ONNX Runtime");
    }
  }

  @Test
  void columnsThatNothingWasLearntAboutAreInputsThatDoNothing() throws Exception {
    List<ColumnEncoding> features =
        List.of(
            new ColumnEncoding.Categorical("empty", List.of()),
            new ColumnEncoding.Numeric("x", 0.5, 2));
    OnnxCase model = small(features, PRICE, new LossSpec.SquaredError(1));
    OnnxModel exported = model.export(OnnxType.FLOAT).model();
    assertEquals(List.of(), OnnxChecker.violations(exported));
    Map<String, OnnxArray> inputs = model.rows(3, OnnxType.FLOAT, 1);
    try (OnnxRuntime runtime = new OnnxRuntime(OnnxRuntime.bytes(exported))) {
      requireSame(model, inputs, 3, runtime.run(inputs), "ONNX Runtime");
    }
  }

  @Test
  void networksWithoutAnyLayerOfUnitsAreNetworksToo() throws Exception {
    List<ColumnEncoding> features = List.of(new ColumnEncoding.Numeric("x", 0.5, 2));
    List<LayerSpec> layers =
        List.of(new DropoutSpec(0.5), new ResidualSpec(List.of(new DropoutSpec(0.1))));
    OnnxCase model =
        OnnxCase.of(
            new NetworkSpec(1, layers, new LossSpec.SquaredError(1)),
            new TableEncoding(features, PRICE),
            new RandomStream(5));
    Map<String, OnnxArray> inputs = model.rows(3, OnnxType.FLOAT, 1);
    OnnxModel exported = model.export(OnnxType.FLOAT).model();
    requireSame(model, inputs, 3, OnnxInterpreter.of(exported).run(inputs), "interpreter");
    try (OnnxRuntime runtime = new OnnxRuntime(OnnxRuntime.bytes(exported))) {
      requireSame(model, inputs, 3, runtime.run(inputs), "ONNX Runtime");
    }
  }

  @Test
  void warnsOfColumnsThatFloatsAreTooCoarseForAndDoublesAreTheCure() throws Exception {
    List<ColumnEncoding> features =
        List.of(
            new ColumnEncoding.Numeric("year", 2000, 5),
            new ColumnEncoding.Numeric("time", 1.7e9, 1e5),
            new ColumnEncoding.Vector("place", List.of(0.0, -170.0), List.of(1.0, 1.0)),
            new ColumnEncoding.Numeric("vast", 0, 1e38),
            new ColumnEncoding.Numeric("tiny", 0, 1e-41),
            new ColumnEncoding.Numeric("fine", 100, 1));
    OnnxCase model = small(features, PRICE, new LossSpec.SquaredError(1));
    List<String> warnings = model.export(OnnxType.FLOAT).warnings();
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0).contains(" for year, time, place[1], vast, tiny: "), warnings.get(0));
    assertTrue(warnings.get(0).endsWith("export with double inputs"), warnings.get(0));
    OnnxExport wide = model.export(OnnxType.DOUBLE);
    assertEquals(List.of(), wide.warnings());
    Map<String, OnnxArray> inputs = model.rows(50, OnnxType.DOUBLE, 1);
    try (OnnxRuntime runtime = new OnnxRuntime(OnnxRuntime.bytes(wide.model()))) {
      requireSame(model, inputs, 50, runtime.run(inputs), "double");
    }
  }

  @Test
  void refusesWhatNoFileCanHold() {
    OnnxException large =
        assertThrows(OnnxException.class, () -> OnnxExport.requireSize(600_000_000));
    assertEquals(
        "ONNX: the network has 600000000 weights, 2400000000 bytes, but no reader takes a file of"
            + " more than 2147483647 (2 GiB, the bound of protocol buffers); export it as"
            + " safetensors",
        large.getMessage());
    ColumnEncoding twice = new ColumnEncoding.Numeric("x", 0, 1);
    assertThrows(
        OnnxException.class,
        () ->
            small(List.of(twice, twice), PRICE, new LossSpec.SquaredError(1))
                .export(OnnxType.FLOAT));
    ColumnEncoding nameless = new ColumnEncoding.Numeric("", 0, 1);
    assertThrows(
        OnnxException.class,
        () -> small(List.of(nameless), PRICE, new LossSpec.SquaredError(1)).export(OnnxType.FLOAT));
  }

  @Test
  void theInterpreterRefusesInputsOfAnotherTypeOrShape() throws Exception {
    OnnxCase model =
        small(List.of(new ColumnEncoding.Numeric("x", 0, 1)), PRICE, new LossSpec.SquaredError(1));
    OnnxInterpreter interpreter = OnnxInterpreter.of(model.export(OnnxType.FLOAT).model());
    assertThrows(IllegalArgumentException.class, () -> interpreter.run(Map.of()));
    Map<String, OnnxArray> wide = Map.of("x", OnnxArray.of(List.of(1L, 2L), new float[2]));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> interpreter.run(wide));
    assertEquals("input x is float [1, 2], expected float [N, 1]", e.getMessage());
    Map<String, OnnxArray> none = Map.of("x", OnnxArray.of(List.of(0L, 1L), new float[0]));
    assertArrayEquals(new float[0], output(interpreter.run(none), "prediction").floats());
  }

  private static OnnxGraph everyColumn(TargetEncoding target, LossSpec loss) throws OnnxException {
    List<ColumnEncoding> features =
        List.of(
            new ColumnEncoding.Numeric("carat", 1, 2),
            new ColumnEncoding.Categorical("cut", List.of("fair", "good")),
            new ColumnEncoding.Vector("size", List.of(1.0, 2.0, 3.0), List.of(1.0, 1.0, 1.0)));
    return small(features, target, loss).export(OnnxType.FLOAT).model().graph();
  }
}
