package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/** Random tables of every kind of column against the plainest way to encode and to predict them. */
final class TableReferenceTest extends TableTest {
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final StructType SCHEMA =
      new StructType()
          .add("double", DataTypes.DoubleType)
          .add("float", DataTypes.FloatType)
          .add("int", DataTypes.IntegerType)
          .add("long", DataTypes.LongType)
          .add("short", DataTypes.ShortType)
          .add("byte", DataTypes.ByteType)
          .add("decimal", DataTypes.createDecimalType(12, 3))
          .add("truth", DataTypes.BooleanType)
          .add("string", DataTypes.StringType)
          .add("vector", SQLDataTypes.VectorType())
          .add("array", DataTypes.createArrayType(DataTypes.FloatType))
          .add("bytes", DataTypes.BinaryType)
          .add("y", DataTypes.LongType);

  private static Row randomRow(Random random) {
    byte[] bytes = new byte[WIDTH];
    random.nextBytes(bytes);
    Float[] array = new Float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      array[i] = (float) random.nextGaussian();
    }
    return row(
        random.nextGaussian(),
        (float) random.nextGaussian(),
        random.nextInt(1000),
        (long) random.nextInt(),
        (short) random.nextInt(100),
        (byte) random.nextInt(),
        new BigDecimal(random.nextInt(1_000_000)).movePointLeft(3),
        random.nextBoolean(),
        "level " + random.nextInt(4),
        randomVector(random),
        array,
        bytes,
        (long) random.nextInt(CLASSES));
  }

  /** Dense or sparse, of whole numbers or not. */
  private static Vector randomVector(Random random) {
    double[] values = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
    }
    Vector dense = Vectors.dense(values);
    return random.nextInt(3) == 0 ? dense.toSparse() : dense;
  }

  private static List<Row> randomRows(Random random, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(randomRow(random));
    }
    return rows;
  }

  /** What the manual says of each column, a value at a time. */
  private static List<Float> reference(Row row, TableEncoding encoding) {
    List<Float> x = new ArrayList<>();
    for (int i = 0; i < encoding.features().size(); i++) {
      ColumnEncoding column = encoding.features().get(i);
      @Nullable Object value = row.get(i);
      if (column instanceof ColumnEncoding.Categorical levels) {
        levels.levels().forEach(level -> x.add(level.equals(value) ? 1f : 0f));
      } else if (column instanceof ColumnEncoding.Numeric number) {
        double raw = value instanceof Boolean yes ? (yes ? 1 : 0) : ((Number) value).doubleValue();
        x.add((float) ((raw - number.mean()) / number.scale()));
      } else {
        ColumnEncoding.Vector vector = (ColumnEncoding.Vector) column;
        double[] raw = elements(value);
        for (int k = 0; k < raw.length; k++) {
          x.add((float) ((raw[k] - vector.means().get(k)) / vector.scales().get(k)));
        }
      }
    }
    return x;
  }

  private static double[] elements(@Nullable Object value) {
    if (value instanceof Vector vector) {
      return vector.toArray();
    }
    if (value instanceof byte[] bytes) {
      return IntStream.range(0, bytes.length).mapToDouble(i -> bytes[i] & 0xFF).toArray();
    }
    Float[] array = (Float[]) Objects.requireNonNull(value);
    return IntStream.range(0, array.length).mapToDouble(i -> array[i]).toArray();
  }

  /** The table, and how often a row of it is read. */
  private Dataset<Row> counted(List<Row> rows, int partitions, LongAccumulator reads) {
    List<Integer> numbers = IntStream.range(0, rows.size()).boxed().toList();
    return spark()
        .createDataFrame(
            sc().parallelize(numbers, partitions)
                .map(
                    i -> {
                      reads.add(1);
                      return rows.get(i);
                    }),
            SCHEMA);
  }

  @Test
  void everyColumnIsEncodedAsByHandAndTheSourceIsReadOnce() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 4; run++) {
      int count = 2 + random.nextInt(run == 3 ? 6000 : 60);
      List<Row> rows = new ArrayList<>(randomRows(random, count));
      LongAccumulator reads = sc().sc().longAccumulator();
      Dataset<Row> table = counted(rows, 1 + random.nextInt(3), reads);
      String message = "seed " + seed + ", run " + run;
      try (PreparedTable prepared =
          new TablePreparation(
                  withClasses(ColumnRoles.of(Task.CLASSIFICATION, "y"), CLASSES),
                  SEED,
                  StorageLevel.MEMORY_AND_DISK())
              .prepare(table, HeldOut.none(), HeldOut.none())) {
        List<Float> x = new ArrayList<>();
        List<Float> y = new ArrayList<>();
        for (Row row : rows) {
          x.addAll(reference(row, prepared.encoding()));
          y.add((float) row.getLong(SCHEMA.length() - 1));
        }
        assertEquals(List.of(x, y, List.of()), floats(prepared.train()).values(), message);
        assertEquals((long) count, reads.value(), message + ": rows read");
      } catch (TableException e) {
        // So few rows may have one class only, which is another test's matter.
        assertEquals(true, count < 30, message + ": " + e);
      }
    }
  }

  private static Network network(TableEncoding encoding) {
    return Network.of(
        new NetworkSpec(
            encoding.inputs(),
            List.of(new DenseSpec(7, Activation.TANH), new DenseSpec(CLASSES, Activation.IDENTITY)),
            new LossSpec.SoftmaxCrossEntropy(CLASSES)));
  }

  private TableEncoding encodingOf(List<Row> rows) {
    try (PreparedTable prepared =
        prepare(table(SCHEMA, 2, rows), ColumnRoles.of(Task.CLASSIFICATION, "y"))) {
      return prepared.encoding();
    }
  }

  @Test
  void predictionsAreThoseOfEachRowAloneAndTheSourceIsReadOnce() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Row> rows = randomRows(random, 2500);
    TableEncoding encoding = encodingOf(rows);
    Network network = network(encoding);
    float[] weights = network.initialWeights(1);
    LongAccumulator reads = sc().sc().longAccumulator();
    Predictions predictions =
        BatchPredictor.predict(counted(rows, 2, reads), encoding, network.spec(), weights);
    List<Row> found = new ArrayList<>();
    PredictionReport report =
        predictions.write(written -> found.addAll(written.drop("array", "vector").collectAsList()));
    assertEquals(new PredictionReport(rows.size(), List.of()), report);
    assertEquals((long) rows.size(), reads.value());
    assertEquals(rows.size(), found.size());
    for (int i = 0; i < rows.size(); i++) {
      String message = "seed " + seed + ", row " + i;
      Row row = found.get(i);
      assertEquals(rows.get(i).get(0), row.get(0), message);
      assertEquals(rows.get(i).get(8), row.getAs("string"), message);
      double[] p = probabilities(network, weights, reference(rows.get(i), encoding));
      int best = 0;
      for (int k = 0; k < CLASSES; k++) {
        assertEquals(p[k], row.<Double>getAs("probability_" + k), 1e-5, message);
        best =
            row.<Double>getAs("probability_" + k) > row.<Double>getAs("probability_" + best)
                ? k
                : best;
      }
      assertEquals(best, row.<Integer>getAs("prediction"), message);
    }
  }

  private static double[] probabilities(Network network, float[] weights, List<Float> inputs) {
    float[] x = new float[inputs.size()];
    IntStream.range(0, x.length).forEach(i -> x[i] = inputs.get(i));
    Matrix logits = network.logits(weights, x, 0, 1, network.workspace());
    double[] p = new double[CLASSES];
    double sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      p[k] = Math.exp(logits.data()[logits.offset() + k]);
      sum += p[k];
    }
    for (int k = 0; k < CLASSES; k++) {
      p[k] /= sum;
    }
    return p;
  }

  @Test
  void aBadRowIsNamedByItsPlaceInTheWholeTableAndUnseenLevelsAreCounted() {
    Random random = new Random(1);
    List<Row> rows = randomRows(random, 60);
    TableEncoding encoding = encodingOf(rows);
    Network network = network(encoding);
    float[] weights = network.initialWeights(1);
    List<Row> odd = new ArrayList<>(rows);
    odd.set(7, with(rows.get(7), 8, "never seen"));
    Predictions unseen =
        BatchPredictor.predict(table(SCHEMA, 3, odd), encoding, network.spec(), weights);
    assertEquals(
        new PredictionReport(
            60,
            List.of(
                "prediction table, column 'string': 1 row has a value that was not seen in"
                    + " training; encoded as all zero")),
        unseen.write(Dataset::collectAsList));
    odd.set(50, with(rows.get(50), 0, null));
    odd.set(57, with(rows.get(57), 0, null));
    Predictions bad =
        BatchPredictor.predict(table(SCHEMA, 3, odd), encoding, network.spec(), weights);
    assertEquals(
        "prediction table, row 51 (the first is 1), column 'double': the feature is missing (null);"
            + " fill or drop missing values first, or exclude the column from the features",
        errorOf(() -> bad.write(Dataset::collectAsList)));
    Predictions fine =
        BatchPredictor.predict(table(SCHEMA, 3, rows), encoding, network.spec(), weights);
    IllegalStateException full =
        assertThrows(
            IllegalStateException.class,
            () ->
                fine.write(
                    written -> {
                      throw new IllegalStateException("the disk is full");
                    }));
    assertEquals("the disk is full", full.getMessage());
    assertEquals(
        "prediction table: there are no rows; give it at least one",
        errorOf(
            () ->
                BatchPredictor.predict(
                        table(SCHEMA, 1, List.of()), encoding, network.spec(), weights)
                    .write(Dataset::collectAsList)));
  }

  private static Row with(Row row, int place, @Nullable Object value) {
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == place ? value : row.get(i);
    }
    return row(values);
  }

  @Test
  void numbersComeBackInTheirOwnUnits() {
    List<Row> rows = List.of(row(1.0, 10.0), row(2.0, 30.0), row(3.0, 20.0));
    try (PreparedTable prepared =
        prepare(table("a double, y double", 1, rows), ColumnRoles.of(Task.REGRESSION, "y"))) {
      TargetEncoding.Regression target = (TargetEncoding.Regression) prepared.encoding().target();
      NetworkSpec network =
          new NetworkSpec(
              1, List.of(new DenseSpec(1, Activation.IDENTITY)), new LossSpec.SquaredError(1));
      List<Row> found =
          BatchPredictor.predict(
                  table("a double", 1, List.of(row(2.0))),
                  prepared.encoding(),
                  network,
                  new float[] {1, .5f})
              .table()
              .collectAsList();
      double expected = .5f * target.scales().get(0) + target.means().get(0);
      assertEquals(List.of(row(2.0, expected)), found);
    }
  }
}
