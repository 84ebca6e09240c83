package tributary.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tributary.data.ColumnEncoding;
import tributary.data.RandomStream;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ParameterLayout;
import tributary.nn.ResidualSpec;

/** Models to write and read: two that never change, and as many random ones as a test wants. */
final class Models {
  private Models() {}

  /** A model as its two files. */
  record Files(byte[] description, byte[] weights) {}

  static final Provenance PROVENANCE =
      new Provenance(
          new Provenance.Data(List.of("data/äpfel.csv"), 1_000_000_007L, List.of("a", "b", "c")),
          "seed = 7\ntraining { epochs = 3, note = \"tab\\t\" }\n",
          7,
          16,
          3,
          5_000_000_000L,
          new Provenance.Software("0.1.0", "3.5.7", "17.0.9", "openblas 0.3.30"),
          Instant.parse("2026-01-31T12:34:56.789Z"));

  /** Every kind of layer, feature and word that a classifier can be described with. */
  static ModelDescription classifier() {
    NetworkSpec network =
        new NetworkSpec(
            5,
            List.of(
                new DenseSpec(4, Activation.GELU, true, Initializer.HE),
                new LayerNormSpec(1e-5),
                new ResidualSpec(
                    List.of(
                        new DenseSpec(3, Activation.LEAKY_RELU),
                        new DropoutSpec(0.1),
                        new DenseSpec(6, Activation.SILU, false, Initializer.LECUN))),
                new ResidualSpec(List.of(new DenseSpec(6, Activation.TANH))),
                new DenseSpec(3, Activation.IDENTITY, false, Initializer.ZERO)),
            new LossSpec.SoftmaxCrossEntropy(3));
    TableEncoding table =
        new TableEncoding(
            List.of(
                new ColumnEncoding.Numeric("a", 0.1, 1.0 / 3),
                new ColumnEncoding.Categorical("b \"quoted\"", List.of("", "ünï")),
                new ColumnEncoding.Vector("c", List.of(1e-300, -0.0), List.of(1.0, 1e300))),
            new TargetEncoding.Classes("species", List.of("0", "1", "2")));
    return describe(network, table, Map.of("accuracy", 0.9375, "loss", 0.1, "auc", Double.NaN), 1);
  }

  /** A plain regression. */
  static ModelDescription regressor() {
    NetworkSpec network =
        new NetworkSpec(
            2,
            List.of(
                new DenseSpec(3, Activation.RELU),
                new DenseSpec(2, Activation.SIGMOID, false, Initializer.GLOROT),
                new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.Huber(1, 1.5));
    TableEncoding table =
        new TableEncoding(
            List.of(
                new ColumnEncoding.Numeric("carat", 0.7979397478679852, 0.4740112444054184),
                new ColumnEncoding.Numeric("depth", 61.749404894327036, 1.4326213188336525)),
            new TargetEncoding.Regression(
                List.of("price"), List.of(3932.799721913237), List.of(3989.439738146379)));
    return describe(network, table, Map.of("r2", 0.98), 2);
  }

  /** Every kind of feature, with scales that rows of ordinary numbers can go through. */
  static TableEncoding mixedTable(TargetEncoding target) {
    return new TableEncoding(
        List.of(
            new ColumnEncoding.Numeric("carat", 0.8, 0.47),
            new ColumnEncoding.Categorical("cut", List.of("Fair", "Good", "Ideal")),
            new ColumnEncoding.Vector("pixels", List.of(100.0, 0.0, -3.5), List.of(80.0, 1.0, 2.0)),
            new ColumnEncoding.Categorical("truth", List.of("false", "true"))),
        target);
  }

  /** A network over {@link #mixedTable}. */
  static ModelDescription mixed(TargetEncoding target, LossSpec loss) {
    NetworkSpec network =
        new NetworkSpec(
            9,
            List.of(
                new DenseSpec(7, Activation.GELU),
                new DenseSpec(loss.outputs(), Activation.IDENTITY)),
            loss);
    return describe(network, mixedTable(target), Map.of("loss", 0.5), 3);
  }

  static ModelDescription mixedClassifier() {
    return mixed(
        new TargetEncoding.Classes("kind", List.of("a", "b", "c")),
        new LossSpec.SoftmaxCrossEntropy(3));
  }

  static ModelDescription mixedRegressor() {
    return mixed(
        new TargetEncoding.Regression(
            List.of("price", "tax"), List.of(3932.8, 0.02), List.of(3989.4, 0.01)),
        new LossSpec.SquaredError(2));
  }

  private static ModelDescription describe(
      NetworkSpec network, TableEncoding table, Map<String, Double> metrics, long seed) {
    return ModelDescription.of(network, table, metrics, PROVENANCE, weights(network, seed));
  }

  /** Multiples of 1/64 in [−1, 1): exact in any arithmetic. */
  static float[] weights(NetworkSpec network, long seed) {
    RandomStream random = new RandomStream(seed);
    float[] weights = new float[ParameterLayout.of(network).size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (random.nextInt(128) - 64) / 64f;
    }
    return weights;
  }

  static Files write(ModelDescription model, float[] weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFormat.writeWeights(model, weights, out);
    return new Files(ModelFormat.description(model), out.toByteArray());
  }

  /** The folder of a model that has a parity sample, or of one that has none. */
  static void writeFolder(Path folder, ModelDescription model, float[] weights, boolean parity)
      throws IOException {
    java.nio.file.Files.createDirectories(folder);
    ModelDescription described = model;
    if (parity) {
      ParitySample sample = ParitySample.of(model, weights);
      java.nio.file.Files.write(folder.resolve(ModelFormat.PARITY_FILE), bytes(sample));
      described = model.with(sample);
    }
    Files files = write(described, weights);
    java.nio.file.Files.write(folder.resolve(ModelFormat.WEIGHTS_FILE), files.weights());
    java.nio.file.Files.write(folder.resolve(ModelFormat.DESCRIPTION_FILE), files.description());
  }

  static byte[] bytes(ParitySample sample) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sample.write(out);
    return out.toByteArray();
  }

  static float[] readWeights(ModelDescription model, byte[] file) throws IOException {
    return ModelFormat.readWeights(model, new ByteArrayInputStream(file), file.length);
  }

  static NetworkSpec randomNetwork(RandomStream random) {
    List<LayerSpec> layers = randomLayers(random, 0);
    int inputs = 1 + random.nextInt(6);
    int outputs = 1 + random.nextInt(4);
    layers.add(new DenseSpec(outputs, Activation.IDENTITY));
    LossSpec loss =
        switch (random.nextInt(3)) {
          case 0 -> new LossSpec.SquaredError(outputs);
          case 1 -> new LossSpec.Huber(outputs, 0.01 + random.nextDouble());
          default -> new LossSpec.BinaryCrossEntropy(outputs);
        };
    return new NetworkSpec(inputs, layers, loss);
  }

  private static List<LayerSpec> randomLayers(RandomStream random, int depth) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      layers.add(
          switch (random.nextInt(depth > 2 ? 3 : 4)) {
            case 0 -> new LayerNormSpec(1e-9 + random.nextDouble());
            case 1 -> new DropoutSpec(random.nextDouble());
            case 2 ->
                new DenseSpec(
                    1 + random.nextInt(7),
                    pick(random, Activation.values()),
                    random.nextInt(2) == 0,
                    pick(random, Initializer.values()));
            default -> new ResidualSpec(randomLayers(random, depth + 1));
          });
    }
    return layers;
  }

  private static <T> T pick(RandomStream random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  static ModelDescription random(long seed) {
    RandomStream random = new RandomStream(seed);
    NetworkSpec network = randomNetwork(random);
    List<ColumnEncoding> features = new ArrayList<>();
    for (int i = 0; i < network.inputs(); i++) {
      features.add(new ColumnEncoding.Numeric("f" + i, random.nextGaussian(), random.nextDouble()));
    }
    List<String> columns = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < network.outputs(); i++) {
      columns.add("y" + i);
      means.add(random.nextGaussian() * 1e9);
    }
    TargetEncoding target =
        network.loss() instanceof LossSpec.BinaryCrossEntropy
            ? new TargetEncoding.Labels(columns)
            : new TargetEncoding.Regression(columns, means, means);
    return describe(
        network, new TableEncoding(features, target), Map.of("loss", random.nextDouble()), seed);
  }
}
