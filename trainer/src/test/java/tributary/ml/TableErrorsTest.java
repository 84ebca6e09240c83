package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;

final class TableErrorsTest extends TableTest {
  private static final ColumnRoles REGRESSION = ColumnRoles.of(Task.REGRESSION, "y");
  private static final ColumnRoles CLASSES = ColumnRoles.of(Task.CLASSIFICATION, "y");
  private static final String FILL =
      "; fill or drop missing values first, or exclude the column from the features";

  /** Each value as the third of five rows in two partitions. */
  static Stream<Arguments> badFeatures() {
    return Stream.of(
        Arguments.of("double", 1.0, null, "the feature is missing (null)" + FILL),
        Arguments.of("double", 1.0, Double.NaN, "the feature is missing (NaN)" + FILL),
        Arguments.of("float", 1f, Float.NaN, "the feature is missing (NaN)" + FILL),
        Arguments.of(
            "double",
            1.0,
            Double.NEGATIVE_INFINITY,
            "the value is -Infinity; it must be finite: replace or drop such rows first"),
        Arguments.of(
            "double",
            1.0,
            1e308,
            "the value is 1.0E308, beyond the range of 32-bit floats (±3.4E38); rescale the column"
                + " first"),
        Arguments.of("string", "x", null, "the feature is missing (null)" + FILL),
        Arguments.of("boolean", true, null, "the feature is missing (null)" + FILL),
        Arguments.of(
            "array<double>", new Double[] {1.0}, null, "the feature is missing (null)" + FILL),
        Arguments.of(
            "array<double>",
            new Double[] {1.0},
            new Double[] {null},
            "the feature is missing (element 0 is NaN or null)" + FILL),
        Arguments.of(
            "array<double>",
            new Double[] {1.0},
            new Double[] {1.0, 2.0},
            "the vector has 2 elements, expected 1 as in the rows before; give all rows vectors of"
                + " one width"),
        Arguments.of(
            "binary",
            new byte[] {1, 2},
            new byte[] {1},
            "the vector has 1 elements, expected 2 as in the rows before; give all rows vectors of"
                + " one width"));
  }

  @ParameterizedTest
  @MethodSource("badFeatures")
  void d1d2d3d4ABadFeatureIsNamedWithItsRow(
      String type, Object good, @Nullable Object bad, String says) {
    for (int partitions : new int[] {1, 2, 5, 7}) {
      Dataset<Row> table =
          table(
              "a_b " + type + ", y int",
              partitions,
              List.of(row(good, 1), row(good, 2), row(bad, 3), row(bad, 4), row(good, 5)));
      assertEquals(
          "training table, row 3 (the first is 1), column 'a_b': " + says,
          errorOf(table, REGRESSION),
          () -> "partitions " + partitions);
    }
  }

  @Test
  void d2d4UnequalSparseVectorsAndInfiniteElementsAreNamed() {
    StructType schema =
        new StructType().add("v", SQLDataTypes.VectorType()).add("y", DataTypes.IntegerType);
    Row good = row(Vectors.dense(1, 2), 1);
    assertEquals(
        "training table, row 2 (the first is 1), column 'v': the vector has 3 elements, expected 2"
            + " as in the rows before; give all rows vectors of one width",
        errorOf(
            table(schema, 2, List.of(good, row(Vectors.sparse(3, new int[0], new double[0]), 2))),
            REGRESSION));
    assertEquals(
        "training table, row 2 (the first is 1), column 'v': element 1 is Infinity; it must be"
            + " finite: replace or drop such rows first",
        errorOf(
            table(
                schema,
                1,
                List.of(good, row(Vectors.sparse(2, new int[] {1}, new double[] {1 / 0.0}), 2))),
            REGRESSION));
    assertEquals(
        "training table, column 'v': the vectors have no elements; exclude the column",
        errorOf(
            table(
                schema,
                1,
                List.of(
                    row(Vectors.dense(new double[0]), 1), row(Vectors.dense(new double[0]), 2))),
            REGRESSION));
  }

  /** Labels of which the last is the bad one. */
  static Stream<Arguments> badLabels() {
    String whole = "; class labels must be whole numbers from 0";
    return Stream.of(
        Arguments.of("double", -1.0, "the label is -1.0" + whole),
        Arguments.of("int", -1, "the label is -1" + whole),
        Arguments.of("double", 2.5, "the label is 2.5" + whole),
        Arguments.of(
            "double", Double.NaN, "the target is missing (NaN); drop rows without a target first"),
        Arguments.of("double", Double.POSITIVE_INFINITY, "the label is Infinity" + whole),
        Arguments.of("int", null, "the target is missing (null); drop rows without a target first"),
        Arguments.of(
            "bigint",
            3L,
            "the label is 3, expected a whole number from 0 to 2 since 3 classes are declared"));
  }

  @ParameterizedTest
  @MethodSource("badLabels")
  void d5ABadLabelIsNamedWithItsRow(String type, @Nullable Object label, String says) {
    Dataset<Row> table =
        table("a int, l int", 2, List.of(row(1, 0), row(2, 1), row(3, 2), row(4, 0)))
            .selectExpr("a", "cast(l as " + type + ") as y")
            .union(table("a int, y " + type, row(5, label)));
    assertEquals(
        "training table, row 5 (the first is 1), column 'y': " + says,
        errorOf(table, withClasses(CLASSES, 3)));
  }

  @Test
  void d5d9LabelsThatDoNotMakeClassesAreErrors() {
    assertEquals(
        "training table, column 'y': all 2 training rows have the label 'x'; classification needs"
            + " at least two classes",
        errorOf(table("a int, y string", row(1, "x"), row(2, "x")), CLASSES));
    assertEquals(
        "training table, column 'y': there are 2 different labels but 3 classes are declared;"
            + " declare 2 or leave it out",
        errorOf(table("a int, y string", row(1, "x"), row(2, "z")), withClasses(CLASSES, 3)));
    assertEquals(
        "training table, column 'y': the greatest label is 123456 but there may be no more than"
            + " 10000 classes; number the classes from 0 without gaps, or choose regression",
        errorOf(table("a int, y int", row(1, 0), row(2, 123456)), CLASSES));
    assertEquals(
        "training table, row 2 (the first is 1), column 'y': the label is 2.0; a label must be 0 or"
            + " 1, or false or true",
        errorOf(table("a int, y int", row(1, 0), row(2, 2)), ColumnRoles.of(Task.MULTILABEL, "y")));
  }

  @Test
  void d6d7TooFewRowsAreErrors() {
    assertEquals(
        "training table: there are no rows; give it at least two",
        errorOf(table("a int, y int"), REGRESSION));
    assertEquals(
        "training table: there are no rows; give it at least two",
        errorOf(table("a int, y int", row(1, 2)).where("a > 1"), REGRESSION));
    assertEquals(
        "training table: there is one training row; training needs at least two",
        errorOf(table("a int, y int", row(1, 2)), REGRESSION));
    assertEquals(
        "training table: no rows and no columns; give it at least two rows",
        errorOf(spark().emptyDataFrame(), REGRESSION));
    assertEquals(
        "training table: the validation fraction 0.001 of 3 rows drew none; raise it, or take"
            + " another seed",
        errorOf(
            () ->
                new TablePreparation(REGRESSION, SEED, StorageLevel.NONE())
                    .prepare(
                        table("a int, y int", row(1, 2), row(2, 3), row(3, 4)),
                        HeldOut.fraction(.001),
                        HeldOut.none())));
  }

  @Test
  void aConstantTargetIsAnError() {
    assertEquals(
        "training table, column 'y': the target is 4.0 in every training row; there is nothing to"
            + " learn: check that it is the right column",
        errorOf(table("a int, y int", row(1, 4), row(2, 4)), REGRESSION));
  }

  @Test
  void badWeightsAreErrors() {
    ColumnRoles roles = weighted(REGRESSION, "w");
    assertEquals(
        "training table, row 2 (the first is 1), column 'w': the weight is -1.0; weights must not"
            + " be negative",
        errorOf(table("a int, w int, y int", row(1, 1, 1), row(2, -1, 2)), roles));
    assertEquals(
        "training table, row 1 (the first is 1), column 'w': the weight is missing (NaN); drop rows"
            + " without a weight first",
        errorOf(table("a int, w double, y int", row(1, Double.NaN, 1), row(2, 1.0, 2)), roles));
    assertEquals(
        "training table, column 'w': the weight of every training row is 0; at least one must be"
            + " positive",
        errorOf(table("a int, w int, y int", row(1, 0, 1), row(2, 0, 2)), roles));
  }

  @Test
  void tooManyLevelsAreAnError() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(row("name " + i, i));
    }
    for (int partitions : new int[] {1, 3}) {
      assertEquals(
          "training table, column 'a': there are more than 10 different values; a column of names or"
              + " numbers of things teaches nothing as levels: exclude it, or group its values"
              + " first",
          errorOf(
              () ->
                  new TablePreparation(REGRESSION, SEED, StorageLevel.NONE(), 10)
                      .prepare(
                          table("a string, y int", partitions, rows),
                          HeldOut.none(),
                          HeldOut.none())));
    }
  }

  @Test
  void d3SchemaFaultsAreFoundBeforeAnyJob() {
    // A source that fails as soon as it is read.
    Dataset<Row> table =
        table(
                "price int, carat double, when date, list array<string>",
                row(1, 1.0, Date.valueOf("2024-01-01"), null))
            .where("raise_error('read') is null");
    assertEquals(
        "training table: there is no column 'prize' (the nearest is 'price'), 'weight'; the columns"
            + " are price, carat, when, list",
        errorOf(table, weighted(ColumnRoles.of(Task.REGRESSION, "prize"), "weight")));
    assertEquals(
        "training table, column 'when': the feature has type date, allowed are numbers, boolean,"
            + " string, vector (org.apache.spark.ml.linalg), array of numbers and binary; make"
            + " numbers of it first (of a date its year, month and weekday), or exclude the column",
        errorOf(table, ColumnRoles.of(Task.REGRESSION, "price")));
    assertTrue(
        errorOf(table, only(List.of("carat", "list"), "price", List.of()))
            .startsWith("training table, column 'list': the feature has type array<string>,"));
    assertEquals(
        "training table, column 'when': the target has type date, allowed is numbers; convert the"
            + " column first",
        errorOf(table, only(List.of("carat"), "when", List.of())));
    assertEquals(
        "training table, column 'price': it is a feature and also a target; give it one role",
        errorOf(table, only(List.of("carat", "price"), "price", List.of())));
    assertEquals(
        "training table, column 'carat': it is a feature twice; give it one role",
        errorOf(table, only(List.of("carat", "carat"), "price", List.of())));
    assertEquals(
        "training table: no column is left to be a feature; exclude fewer of price, carat, when,"
            + " list",
        errorOf(table, only(List.of(), "price", List.of("carat", "when", "list"))));
  }

  private static ColumnRoles only(List<String> features, String target, List<String> exclude) {
    return new ColumnRoles(
        Task.REGRESSION,
        features,
        exclude,
        List.of(target),
        Optional.empty(),
        Scaling.STANDARDIZE,
        true,
        OptionalInt.empty());
  }

  @Test
  void columnsThatShareANameAreAnError() {
    Dataset<Row> twice = table("a int, y int", row(1, 2)).selectExpr("a", "y", "a");
    assertEquals(
        "training table: there are several columns named 'a'; rename all but one",
        errorOf(twice, REGRESSION));
  }

  @Test
  void rolesThatContradictThemselvesAreErrors() {
    List<String> none = List.of();
    assertEquals(
        "columns: there is no target; name at least one",
        rolesError(Task.REGRESSION, none, OptionalInt.empty()));
    assertEquals(
        "columns: classification has one target but [y, z] are named; for several yes/no columns"
            + " choose the multilabel task",
        rolesError(Task.CLASSIFICATION, List.of("y", "z"), OptionalInt.empty()));
    assertEquals(
        "columns: classes is 3 but only classification has classes; leave it out",
        rolesError(Task.REGRESSION, List.of("y"), OptionalInt.of(3)));
    assertEquals(
        "columns: classes is 1; it must be at least 2",
        rolesError(Task.CLASSIFICATION, List.of("y"), OptionalInt.of(1)));
  }

  private static @Nullable String rolesError(Task task, List<String> targets, OptionalInt classes) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                new ColumnRoles(
                    task,
                    List.of(),
                    List.of(),
                    targets,
                    Optional.empty(),
                    Scaling.NONE,
                    true,
                    classes))
        .getMessage();
  }

  @Test
  void d4ATableThatDoesNotFitTheModelIsAnError() {
    TableEncoding encoding =
        new TableEncoding(
            List.of(
                new ColumnEncoding.Numeric("a", 0, 1),
                new ColumnEncoding.Categorical("s", List.of("x")),
                new ColumnEncoding.Vector("v", List.of(0.0, 0.0), List.of(1.0, 1.0))),
            new TargetEncoding.Classes("y", List.of("no", "yes")));
    assertEquals(
        "test table: there is no column 'a', 's', 'v'; the columns are width, y",
        encodeError(table("width int, y int"), encoding));
    String all = "a double, s string, v array<double>, y string";
    Row good = row(1.0, "x", new Double[] {1.0, 2.0}, "no");
    assertEquals(
        "test table: there are no rows; give it at least one", encodeError(table(all), encoding));
    assertEquals(
        "test table, column 'a': the type is string but the model was trained on a number; convert"
            + " the column first",
        encodeError(table("a string, s string, v array<double>, y string"), encoding));
    assertEquals(
        "test table, column 's': the type is double but the model was trained on a string; convert"
            + " the column first",
        encodeError(table("a int, s double, v array<double>, y string"), encoding));
    assertEquals(
        "test table, column 'v': the type is int but the model was trained on a vector or an array"
            + " of 2 numbers; convert the column first",
        encodeError(table("a int, s string, v int, y string"), encoding));
    assertEquals(
        "test table, row 3 (the first is 1), column 'y': the label is 'maybe', expected one of the"
            + " 2 classes of training: no, yes",
        encodeError(
            table(
                StructType.fromDDL(all),
                2,
                List.of(good, good, row(1.0, "x", new Double[] {1.0, 2.0}, "maybe"))),
            encoding));
    assertEquals(
        "test table, row 2 (the first is 1), column 'v': the vector has 1 elements but the model"
            + " was trained on 2; give it vectors of that width",
        encodeError(table(all, good, row(1.0, "x", new Double[] {1.0}, "no")), encoding));
    assertEquals(
        "test table, row 2 (the first is 1), column 's': the feature is missing (null)" + FILL,
        encodeError(table(all, good, row(1.0, null, new Double[] {1.0, 2.0}, "no")), encoding));
  }

  @Test
  void d2AValueThatScalingMakesInfiniteIsAnError() {
    TableEncoding encoding =
        new TableEncoding(
            List.of(new ColumnEncoding.Numeric("a", 0, 1e-30)),
            new TargetEncoding.Regression(List.of("y"), List.of(0.0), List.of(1.0)));
    assertEquals(
        "test table, row 1 (the first is 1), column 'a': the value 1.0E30 is Infinity after scaling"
            + " by mean 0.0 and scale 1.0E-30, learnt from the training rows; it must be finite:"
            + " check the value",
        encodeError(table("a double, y int", row(1e30, 1)), encoding));
  }

  private static String encodeError(Dataset<Row> table, TableEncoding encoding) {
    return errorOf(
        () ->
            TablePreparation.encode(
                    "test table",
                    table,
                    encoding,
                    Optional.empty(),
                    StorageLevel.NONE(),
                    InvalidRows.ERROR)
                .close());
  }
}
