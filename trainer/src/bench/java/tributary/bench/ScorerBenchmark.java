package tributary.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.io.Scorer;
import tributary.io.ScorerRow;
import tributary.linalg.Gemms;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/**
 * One row through the scorer, its raw values set anew each time: diamonds by their nine columns
 * through 26-128-128-128-1, pictures through 784-256-128-10.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScorerBenchmark {
  private static final Provenance PROVENANCE =
      new Provenance(
          new Provenance.Data(List.of("none"), 0, List.of()),
          "",
          1,
          1,
          1,
          1,
          new Provenance.Software("0", "0", "0", "0"),
          Instant.EPOCH);

  /** How one row is scored. */
  @Param({"diamonds", "pictures"})
  private String model;

  /** The matrix product, by name. */
  @Param({"openblas", "netlib", "reference"})
  private String gemm;

  private Scorer scorer;
  private ScorerRow row;
  private double[] out;
  private final float[] pixels = new float[784];
  private boolean diamonds;

  @Setup
  public void setUp() {
    Gemms.use(gemm);
    diamonds = model.equals("diamonds");
    ModelDescription described = diamonds ? diamonds() : pictures();
    Network network = Network.of(described.network());
    scorer = Scorer.of(described, network.initialWeights(1));
    row = scorer.row();
    out = new double[scorer.outputs().size()];
  }

  private static ModelDescription describe(
      List<ColumnEncoding> features, TargetEncoding target, LossSpec loss, int... units) {
    TableEncoding table = new TableEncoding(features, target);
    List<tributary.nn.LayerSpec> layers = new ArrayList<>();
    for (int width : units) {
      layers.add(new DenseSpec(width, Activation.RELU));
    }
    layers.add(new DenseSpec(loss.outputs(), Activation.IDENTITY));
    NetworkSpec network = new NetworkSpec(table.inputs(), layers, loss);
    return ModelDescription.of(
        network, table, Map.of(), PROVENANCE, Network.of(network).initialWeights(1));
  }

  private static ModelDescription diamonds() {
    List<ColumnEncoding> features = new ArrayList<>();
    features.add(new ColumnEncoding.Numeric("carat", 0.8, 0.47));
    features.add(levels("cut", 5));
    features.add(levels("color", 7));
    features.add(levels("clarity", 8));
    for (String name : List.of("depth", "table", "x", "y", "z")) {
      features.add(new ColumnEncoding.Numeric(name, 30, 20));
    }
    return describe(
        features,
        new TargetEncoding.Regression(List.of("price"), List.of(3932.8), List.of(3989.4)),
        new LossSpec.SquaredError(1),
        128,
        128,
        128);
  }

  private static ColumnEncoding levels(String name, int count) {
    List<String> levels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      levels.add("level " + i);
    }
    return new ColumnEncoding.Categorical(name, levels);
  }

  private static ModelDescription pictures() {
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      classes.add(Integer.toString(i));
    }
    return describe(
        List.of(
            new ColumnEncoding.Vector(
                "pixels", Collections.nCopies(784, 72.9), Collections.nCopies(784, 90.0))),
        new TargetEncoding.Classes("label", classes),
        new LossSpec.SoftmaxCrossEntropy(10),
        256,
        128);
  }

  /** Raw values in, a prediction out. */
  @Benchmark
  public double[] score() {
    if (diamonds) {
      row.set("carat", 0.7).set("cut", "level 3").set("color", "level 2").set("clarity", "level 7");
      row.set("depth", 61.8).set("table", 57).set("x", 5.7).set("y", 5.72).set("z", 3.53);
    } else {
      row.set("pixels", pixels);
    }
    return scorer.predict(row, out);
  }
}
