package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.io.Scorer;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/** Single rows in plain Java get the predictions that tables get in Spark. */
final class ScorerAgreementTest extends TableTest {
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

  private static final StructType SCHEMA =
      new StructType()
          .add("double", DataTypes.DoubleType)
          .add("float", DataTypes.FloatType)
          .add("long", DataTypes.LongType)
          .add("truth", DataTypes.BooleanType)
          .add("string", DataTypes.StringType)
          .add("vector", SQLDataTypes.VectorType())
          .add("array", DataTypes.createArrayType(DataTypes.FloatType))
          .add("kind", DataTypes.StringType)
          .add("price", DataTypes.DoubleType)
          .add("yes", DataTypes.IntegerType)
          .add("no", DataTypes.IntegerType);

  private static List<Row> rows(RandomStream random, int levels, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] vector = new double[5];
      Float[] array = new Float[3];
      for (int k = 0; k < 5; k++) {
        vector[k] = random.nextInt(2) == 0 ? 0 : random.nextGaussian() * 100;
        array[k % 3] = (float) random.nextGaussian();
      }
      rows.add(
          row(
              random.nextGaussian() * 1e3,
              (float) random.nextGaussian(),
              (long) random.nextInt(1000),
              random.nextInt(2) == 0,
              "level " + random.nextInt(levels),
              i % 2 == 0 ? Vectors.dense(vector) : Vectors.dense(vector).toSparse(),
              array,
              "kind " + random.nextInt(3),
              random.nextGaussian() * 4000 + 4000,
              random.nextInt(2),
              random.nextInt(2)));
    }
    return rows;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Vector vector) {
      return vector.toArray();
    }
    return value instanceof Object[] array ? List.of(array) : value;
  }

  private void agree(Task task, LossSpec loss, List<String> targets, List<String> outputs) {
    long seed = 11;
    RandomStream random = new RandomStream(seed);
    ColumnRoles roles =
        new ColumnRoles(
            task,
            List.of("double", "float", "long", "truth", "string", "vector", "array"),
            List.of(),
            targets,
            Optional.empty(),
            Scaling.STANDARDIZE,
            true,
            OptionalInt.empty());
    TableEncoding encoding;
    try (PreparedTable prepared = prepare(table(SCHEMA, 2, rows(random, 4, 80)), roles)) {
      encoding = prepared.encoding();
    }
    NetworkSpec network =
        new NetworkSpec(
            encoding.inputs(),
            List.of(
                new DenseSpec(64, Activation.GELU),
                new DenseSpec(33, Activation.TANH),
                new DenseSpec(loss.outputs(), Activation.IDENTITY)),
            loss);
    float[] weights = Network.of(network).initialWeights(seed);
    // Of six levels two were never seen.
    List<Row> scored = rows(random, 6, 200);
    Dataset<Row> predicted =
        BatchPredictor.predict(table(SCHEMA, 2, scored), encoding, network, weights).table();
    Scorer scorer =
        Scorer.of(ModelDescription.of(network, encoding, Map.of(), PROVENANCE, weights), weights);
    for (Row row : predicted.collectAsList()) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = 0; i < SCHEMA.length(); i++) {
        Object value = row.get(i);
        values.put(
            SCHEMA.fieldNames()[i],
            value instanceof scala.collection.Seq<?> ? row.getList(i) : plain(value));
      }
      double[] found = scorer.predict(values);
      for (int i = 0; i < found.length; i++) {
        double expected = row.getDouble(row.fieldIndex(outputs.get(i)));
        assertEquals(expected, found[i], 1e-6 * unit(encoding.target(), expected), "seed " + seed);
      }
      if (task == Task.CLASSIFICATION) {
        assertEquals(row.getAs("prediction"), scorer.label(found));
      }
    }
  }

  /** An error of the logits comes out as many times as large as the target's scale. */
  private static double unit(TargetEncoding target, double value) {
    return target instanceof TargetEncoding.Regression numbers
        ? numbers.scales().get(0) + Math.abs(value)
        : 1;
  }

  @Test
  void classes() {
    agree(
        Task.CLASSIFICATION,
        new LossSpec.SoftmaxCrossEntropy(3),
        List.of("kind"),
        List.of("probability_kind 0", "probability_kind 1", "probability_kind 2"));
  }

  @Test
  void numbers() {
    agree(Task.REGRESSION, new LossSpec.SquaredError(1), List.of("price"), List.of("prediction"));
  }

  @Test
  void labels() {
    agree(
        Task.MULTILABEL,
        new LossSpec.BinaryCrossEntropy(2),
        List.of("yes", "no"),
        List.of("probability_yes", "probability_no"));
  }
}
