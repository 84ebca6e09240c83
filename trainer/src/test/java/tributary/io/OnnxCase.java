package tributary.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import tributary.data.ColumnEncoding;
import tributary.data.RandomStream;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Gemms;
import tributary.linalg.Matrix;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;
import tributary.nn.TargetDecoder;

/** A random model that nobody trained, rows for it, and what this project makes of them. */
record OnnxCase(ModelDescription model, float[] weights) {
  private static final List<Activation> ACTIVATIONS = List.of(Activation.values());

  /** Of all layers, activations, encodings, losses: which there are depends on the seed. */
  static OnnxCase random(int seed) {
    RandomStream random = new RandomStream(RandomStream.hash(0x6F6E6E78, seed));
    List<ColumnEncoding> features = features(random);
    int inputs = features.stream().mapToInt(ColumnEncoding::width).sum();
    TargetEncoding target = target(random, seed);
    int outputs = target.width();
    LossSpec loss = new LossSpec.BinaryCrossEntropy(outputs);
    if (target instanceof TargetEncoding.Regression) {
      loss = seed % 2 == 0 ? new LossSpec.SquaredError(outputs) : new LossSpec.Huber(outputs, 0.5);
    } else if (target instanceof TargetEncoding.Classes classes
        && (classes.classes().size() > 2 || seed % 2 == 0)) {
      outputs = classes.classes().size();
      loss = new LossSpec.SoftmaxCrossEntropy(outputs);
    }
    List<LayerSpec> layers = new ArrayList<>();
    // Every activation and form of skip comes within fourteen seeds.
    Activation first = ACTIVATIONS.get(seed % ACTIVATIONS.size());
    layers.add(new DenseSpec(width(random), first, seed / 7 % 2 == 1, Initializer.AUTO));
    layers.addAll(layers(random, 0));
    layers.add(new DenseSpec(outputs, Activation.IDENTITY));
    return of(new NetworkSpec(inputs, layers, loss), new TableEncoding(features, target), random);
  }

  /** Weights as they are at the start, each moved a little so that none is 0 or 1. */
  static OnnxCase of(NetworkSpec network, TableEncoding table, RandomStream random) {
    float[] weights =
        Network.of(network, Gemms.named("reference")).initialWeights(random.nextLong());
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.1 * random.nextGaussian());
    }
    ModelDescription model =
        ModelDescription.of(network, table, Map.of(), Models.PROVENANCE, weights);
    return new OnnxCase(model, weights);
  }

  private static int width(RandomStream random) {
    return 8 + random.nextInt(17);
  }

  private static List<LayerSpec> layers(RandomStream random, int depth) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      layers.add(
          switch (random.nextInt(depth > 1 ? 4 : 6)) {
            case 0 -> new LayerNormSpec(1e-5 + random.nextDouble() / 100);
            case 1 -> new DropoutSpec(random.nextDouble());
            case 2, 3 ->
                new DenseSpec(
                    width(random),
                    ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())),
                    random.nextInt(2) == 0,
                    Initializer.AUTO);
            default -> new ResidualSpec(layers(random, depth + 1));
          });
    }
    return layers;
  }

  private static List<ColumnEncoding> features(RandomStream random) {
    List<ColumnEncoding> features = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String name = "column " + i;
      features.add(
          switch (random.nextInt(3)) {
            case 0 -> new ColumnEncoding.Categorical(name, levels(1 + random.nextInt(5)));
            case 1 -> {
              int width = 1 + random.nextInt(5);
              yield new ColumnEncoding.Vector(name, numbers(random, width), numbers(random, width));
            }
            default ->
                new ColumnEncoding.Numeric(
                    name, numbers(random, 1).get(0), numbers(random, 1).get(0));
          });
    }
    return features;
  }

  private static List<String> levels(int count) {
    return IntStream.range(0, count).mapToObj(i -> i == 0 ? "" : "lével " + i).toList();
  }

  private static List<Double> numbers(RandomStream random, int count) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(3 * random.nextDouble() + 0.5);
    }
    return numbers;
  }

  private static TargetEncoding target(RandomStream random, int seed) {
    int count = 1 + random.nextInt(4);
    List<String> names = IntStream.range(0, count).mapToObj(i -> "target " + i).toList();
    return switch (seed % 5) {
      case 0 -> new TargetEncoding.Labels(names);
      case 1 ->
          new TargetEncoding.Regression(names, numbers(random, count), numbers(random, count));
      case 2 -> new TargetEncoding.Classes("class", List.of("no", "yes"));
      case 3 ->
          new TargetEncoding.Classes(
              "class", IntStream.range(0, 2 + count).mapToObj(Integer::toString).toList());
      default -> new TargetEncoding.Classes("class", levels(2 + count));
    };
  }

  OnnxExport export(OnnxType inputs) throws OnnxException {
    return OnnxExport.of(model, weights, inputs, "0.1.0", Map.of());
  }

  /** Raw rows as a graph takes them; the numbers are floats that fit both types. */
  Map<String, OnnxArray> rows(int rows, OnnxType numbers, long seed) {
    RandomStream random = new RandomStream(RandomStream.hash(seed, rows));
    Map<String, OnnxArray> inputs = new LinkedHashMap<>();
    for (ColumnEncoding column : model.table().features()) {
      if (column instanceof ColumnEncoding.Categorical levels) {
        String[] values = new String[rows];
        for (int i = 0; i < rows; i++) {
          int place = random.nextInt(levels.width() + 1);
          values[i] = place < levels.width() ? levels.levels().get(place) : "never seen";
        }
        inputs.put(column.name(), OnnxArray.of(List.of((long) rows, 1L), values));
      } else {
        double[] values = new double[rows * column.width()];
        for (int i = 0; i < values.length; i++) {
          int place = i % column.width();
          double value = mean(column, place) + scale(column, place) * random.nextGaussian();
          values[i] = numbers == OnnxType.FLOAT ? (float) value : value;
        }
        List<Long> shape = List.of((long) rows, (long) column.width());
        inputs.put(column.name(), OnnxArray.rounded(numbers, shape, values));
      }
    }
    return inputs;
  }

  private static double mean(ColumnEncoding column, int i) {
    return column instanceof ColumnEncoding.Numeric number
        ? number.mean()
        : ((ColumnEncoding.Vector) column).means().get(i);
  }

  private static double scale(ColumnEncoding column, int i) {
    return column instanceof ColumnEncoding.Numeric number
        ? number.scale()
        : ((ColumnEncoding.Vector) column).scales().get(i);
  }

  /** The rows as the network is fed with them, by the formulas of {@link ColumnEncoding}. */
  private float[] encoded(Map<String, OnnxArray> inputs, int rows) {
    float[] x = new float[rows * model.network().inputs()];
    for (int row = 0; row < rows; row++) {
      int at = row * model.network().inputs();
      for (ColumnEncoding column : model.table().features()) {
        OnnxArray raw = Objects.requireNonNull(inputs.get(column.name()));
        for (int i = 0; i < column.width(); i++) {
          x[at++] =
              column instanceof ColumnEncoding.Categorical levels
                  ? raw.strings()[row].equals(levels.levels().get(i)) ? 1 : 0
                  : (float)
                      ((raw.number(row * column.width() + i) - mean(column, i)) / scale(column, i));
        }
      }
    }
    return x;
  }

  Matrix logits(Map<String, OnnxArray> inputs, int rows) {
    Network network = Network.of(model.network(), Gemms.named("reference"));
    return network.logits(weights, encoded(inputs, rows), 0, rows, network.workspace());
  }

  /** Probabilities or numbers, row by row. */
  double[] outputs(Matrix logits) {
    TargetDecoder decoder = TargetDecoder.of(model.table().target(), model.network().loss());
    double[] outputs = new double[logits.rows() * decoder.width()];
    double[] row = new double[decoder.width()];
    for (int i = 0; i < logits.rows(); i++) {
      decoder.decode(logits, i, row);
      System.arraycopy(row, 0, outputs, i * row.length, row.length);
    }
    return outputs;
  }
}
