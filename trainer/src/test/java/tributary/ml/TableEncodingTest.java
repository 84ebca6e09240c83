package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.data.ColumnEncoding;
import tributary.data.RandomStream;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;

final class TableEncodingTest extends TableTest {
  private static final ColumnRoles REGRESSION =
      roles(Task.REGRESSION, Scaling.STANDARDIZE, true, "y");

  @Test
  void standardisesByMeanAndDeviationWithDivisorN() {
    // a: mean 5, deviation √((9+1+1+9)/4) = √5. y: mean 2, deviation √((4+0+0+4)/4) = √2.
    Dataset<Row> table =
        table("a double, y int", row(2.0, 0), row(4.0, 2), row(6.0, 2), row(8.0, 4));
    try (PreparedTable prepared = prepare(table, REGRESSION)) {
      double deviation = Math.sqrt(5);
      assertEquals(
          new TableEncoding(
              List.of(new ColumnEncoding.Numeric("a", 5, deviation)),
              new TargetEncoding.Regression(List.of("y"), List.of(2.0), List.of(Math.sqrt(2)))),
          prepared.encoding());
      Floats floats = floats(prepared.train());
      assertEquals(
          List.of(
              (float) (-3 / deviation),
              (float) (-1 / deviation),
              (float) (1 / deviation),
              (float) (3 / deviation)),
          floats.x());
      float root2 = (float) (2 / Math.sqrt(2));
      assertEquals(List.of(-root2, 0f, 0f, root2), floats.y());
      assertEquals(List.of(), floats.weights());
      assertEquals(4, prepared.train().rows());
    }
  }

  @Test
  void scalesByRangeOrNotAtAll() {
    Dataset<Row> table = table("a double, y int", row(2.0, 0), row(4.0, 2), row(10.0, 3));
    try (PreparedTable range = prepare(table, roles(Task.REGRESSION, Scaling.RANGE, false, "y"));
        PreparedTable none = prepare(table, roles(Task.REGRESSION, Scaling.NONE, false, "y"))) {
      assertEquals(List.of(0f, .25f, 1f), floats(range.train()).x());
      assertEquals(List.of(0f, 2f, 3f), floats(range.train()).y());
      assertEquals(List.of(2f, 4f, 10f), floats(none.train()).x());
    }
  }

  @Test
  void readsEveryTypeOfColumn() {
    StructType schema =
        StructType.fromDDL(
                "b tinyint, s smallint, i int, l bigint, f float, d double, m decimal(10,2),"
                    + " yes boolean, text string, fs array<float>, ns array<int>, raw binary, y"
                    + " double")
            .add("v", SQLDataTypes.VectorType());
    Row first =
        row(
            (byte) 1,
            (short) 2,
            3,
            4L,
            5.5f,
            6.5,
            new BigDecimal("7.25"),
            true,
            "n",
            new Float[] {1f, 2f},
            new Integer[] {3, 4},
            new byte[] {(byte) 255, 0},
            1.0,
            Vectors.dense(8, 9));
    Row second =
        row(
            (byte) -1,
            (short) -2,
            -3,
            -4L,
            -5.5f,
            -6.5,
            new BigDecimal("-7.25"),
            false,
            "m",
            new Float[] {-1f, -2f},
            new Integer[] {-3, -4},
            new byte[] {1, 2},
            2.0,
            Vectors.sparse(2, new int[] {1}, new double[] {9}));
    try (PreparedTable prepared =
        prepare(
            table(schema, 1, List.of(first, second)),
            roles(Task.REGRESSION, Scaling.NONE, false, "y"))) {
      assertEquals(
          List.of(
              1f, 2f, 3f, 4f, 5.5f, 6.5f, 7.25f, 1f, 0f, 1f, 1f, 2f, 3f, 4f, 255f, 0f, 8f, 9f, -1f,
              -2f, -3f, -4f, -5.5f, -6.5f, -7.25f, 0f, 1f, 0f, -1f, -2f, -3f, -4f, 1f, 2f, 0f, 9f),
          floats(prepared.train()).x());
      assertEquals(
          new ColumnEncoding.Categorical("text", List.of("m", "n")),
          prepared.encoding().features().get(8));
      assertEquals(18, prepared.encoding().inputs());
    }
  }

  @Test
  void d3SparseRowsGiveTheBitsOfDenseOnes() {
    long seed = 11;
    RandomStream random = new RandomStream(seed);
    StructType schema =
        new StructType().add("v", SQLDataTypes.VectorType()).add("y", DataTypes.DoubleType);
    List<Row> dense = new ArrayList<>();
    List<Row> sparse = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      double[] values = new double[6];
      for (int j = 0; j < 5; j++) {
        values[j] = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(2) * -0.0;
      }
      Vector vector = Vectors.dense(values);
      dense.add(row(vector, (double) i));
      sparse.add(row(i % 7 == 0 ? vector : vector.toSparse(), (double) i));
    }
    for (Scaling scaling : Scaling.values()) {
      ColumnRoles roles = roles(Task.REGRESSION, scaling, true, "y");
      try (PreparedTable ofDense = prepare(table(schema, 2, dense), roles);
          PreparedTable ofSparse = prepare(table(schema, 2, sparse), roles)) {
        assertEquals(ofDense.encoding(), ofSparse.encoding(), "seed " + seed);
        assertEquals(
            floats(ofDense.train()).values(), floats(ofSparse.train()).values(), "seed " + seed);
      }
    }
  }

  @Test
  void classesAreSortedStringsOrCountedNumbers() {
    try (PreparedTable strings =
            prepare(
                table("a int, y string", row(1, "no"), row(2, "yes"), row(3, "maybe")),
                ColumnRoles.of(Task.CLASSIFICATION, "y"));
        PreparedTable numbers =
            prepare(
                table("a int, y double", row(1, 3.0), row(2, 0.0), row(3, 1.0)),
                ColumnRoles.of(Task.CLASSIFICATION, "y"));
        PreparedTable declared =
            prepare(
                table("a int, y int", row(1, 0), row(2, 1)),
                withClasses(ColumnRoles.of(Task.CLASSIFICATION, "y"), 3));
        PreparedTable booleans =
            prepare(
                table("a int, y boolean", row(1, true), row(2, false)),
                ColumnRoles.of(Task.CLASSIFICATION, "y"))) {
      assertEquals(
          new TargetEncoding.Classes("y", List.of("maybe", "no", "yes")),
          strings.encoding().target());
      assertEquals(List.of(1f, 2f, 0f), floats(strings.train()).y());
      assertEquals(
          new TargetEncoding.Classes("y", List.of("0", "1", "2", "3")),
          numbers.encoding().target());
      assertEquals(List.of(3f, 0f, 1f), floats(numbers.train()).y());
      assertEquals(
          List.of("training table, column 'y': no training row has class 2"), numbers.warnings());
      assertEquals(
          new TargetEncoding.Classes("y", List.of("0", "1", "2")), declared.encoding().target());
      assertEquals(
          new TargetEncoding.Classes("y", List.of("false", "true")), booleans.encoding().target());
      assertEquals(List.of(1f, 0f), floats(booleans.train()).y());
    }
  }

  @Test
  void severalTargetsAndLabels() {
    ColumnRoles two =
        new ColumnRoles(
            Task.REGRESSION,
            List.of("a"),
            List.of(),
            List.of("p", "q"),
            Optional.empty(),
            Scaling.NONE,
            true,
            OptionalInt.empty());
    ColumnRoles labels =
        new ColumnRoles(
            Task.MULTILABEL,
            List.of("a"),
            List.of(),
            List.of("p", "q"),
            Optional.empty(),
            Scaling.NONE,
            true,
            OptionalInt.empty());
    try (PreparedTable numbers =
            prepare(table("p double, a int, q int", row(1.0, 1, 7), row(3.0, 2, 7)), two);
        PreparedTable yesNo =
            prepare(table("p boolean, a int, q int", row(true, 1, 0), row(false, 2, 1)), labels)) {
      assertEquals(List.of(-1f, 0f, 1f, 0f), floats(numbers.train()).y());
      assertEquals(
          List.of("training table: target constant in all training rows: q"), numbers.warnings());
      assertEquals(List.of(1f, 0f, 0f, 1f), floats(yesNo.train()).y());
      assertEquals(new TargetEncoding.Labels(List.of("p", "q")), yesNo.encoding().target());
    }
  }

  @Test
  void d8ConstantsAreDividedByOneAndNamed() {
    Dataset<Row> table =
        table(
            "a double, b string, v array<double>, y int",
            row(.1, "x", new Double[] {0.0, 1.0}, 1),
            row(.1, "x", new Double[] {0.0, 2.0}, 2),
            row(.1, "x", new Double[] {0.0, 4.0}, 2));
    for (Scaling scaling : List.of(Scaling.STANDARDIZE, Scaling.RANGE)) {
      try (PreparedTable prepared = prepare(table, roles(Task.REGRESSION, scaling, true, "y"))) {
        List<Float> x = floats(prepared.train()).x();
        for (int i = 0; i < 3; i++) {
          assertEquals(List.of(0f, 1f, 0f), x.subList(4 * i, 4 * i + 3));
        }
        assertEquals(
            List.of(
                "training table: constant in all training rows, so nothing can be learnt from them:"
                    + " a, b, 1 of the 2 elements of v"),
            prepared.warnings());
      }
    }
  }

  @Test
  void d2HugeTinyAndNegativeZeroStayFinite() {
    Dataset<Row> table =
        table(
            "a double, b double, c double, y int",
            row(1e38, 4.9e-324, -0.0, 1),
            row(-1e38, 0.0, 0.0, 2),
            row(3.4e38, -4.9e-324, 1.0, 3));
    try (PreparedTable prepared = prepare(table, REGRESSION)) {
      floats(prepared.train()).x().forEach(v -> assertTrue(Float.isFinite(v), () -> "" + v));
    }
  }

  @Test
  void d14StrangeColumnNamesWork() {
    Dataset<Row> table =
        table(
            new StructType()
                .add("a.b", DataTypes.IntegerType)
                .add("größe in cm", DataTypes.IntegerType)
                .add("`tick`", DataTypes.IntegerType)
                .add("y.z", DataTypes.IntegerType)
                .add("A.B", DataTypes.IntegerType),
            1,
            List.of(row(1, 2, 3, 4, 5), row(2, 3, 4, 5, 7)));
    try (PreparedTable prepared =
        prepare(table, roles(Task.REGRESSION, Scaling.NONE, false, "y.z"))) {
      assertEquals(
          List.of("a.b", "größe in cm", "`tick`", "A.B"),
          prepared.encoding().features().stream().map(ColumnEncoding::name).toList());
      assertEquals(List.of(1f, 2f, 3f, 5f, 2f, 3f, 4f, 7f), floats(prepared.train()).x());
    }
  }

  @Test
  void d14TenThousandColumnsWork() {
    int width = 10_000;
    Column[] columns = new Column[width];
    for (int i = 0; i < width; i++) {
      columns[i] = functions.col("id").multiply(2).plus(i).as("column." + i);
    }
    Dataset<Row> table = spark().range(0, 2, 1, 1).select(columns);
    ColumnRoles roles = ColumnRoles.of(Task.REGRESSION, "column.0");
    try (PreparedTable prepared =
        new TablePreparation(roles, SEED, StorageLevel.NONE())
            .prepare(table, HeldOut.none(), HeldOut.none())) {
      List<Float> x = floats(prepared.train()).x();
      assertEquals(2 * (width - 1), x.size());
      assertEquals(List.of(-1f, 1f), List.of(x.get(17), x.get(width - 1 + 17)));
    }
  }

  @Test
  void weightsComeAlong() {
    try (PreparedTable prepared =
        prepare(
            table("a int, w float, y int", row(1, 0f, 1), row(2, 2.5f, 2)),
            weighted(REGRESSION, "w"))) {
      assertEquals(List.of(0f, 2.5f), floats(prepared.train()).weights());
      assertEquals(1, prepared.encoding().inputs());
    }
  }

  @Test
  void aStoredEncodingIsApplied() {
    TableEncoding encoding =
        new TableEncoding(
            List.of(
                new ColumnEncoding.Numeric("a", 10, 2),
                new ColumnEncoding.Categorical("s", List.of("1", "x"))),
            new TargetEncoding.Classes("y", List.of("0", "1", "2")));
    Dataset<Row> table =
        table(
            "extra date, y bigint, s int, a float",
            2,
            List.of(row(null, 2L, 1, 12f), row(null, 0L, 5, 10f), row(null, 1L, 7, 9f)));
    try (EncodedTable encoded =
        TablePreparation.encode(
            "test table",
            table,
            encoding,
            Optional.empty(),
            StorageLevel.NONE(),
            InvalidRows.ERROR)) {
      assertEquals(3, encoded.rows());
      assertEquals(List.of(1f, 1f, 0f, 0f, 0f, 0f, -.5f, 0f, 0f), floats(encoded).x());
      assertEquals(List.of(2f, 0f, 1f), floats(encoded).y());
      assertEquals(
          List.of(
              "test table, column 's': 2 rows have a value that was not seen in training; encoded"
                  + " as all zero"),
          encoded.warnings());
    }
  }
}
