package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows with values that cannot be used are left out as if they had never been, and counted. */
final class SkippedRowsTest extends TableTest {
  private static final ColumnRoles SKIP =
      weighted(ColumnRoles.of(Task.REGRESSION, "y"), "w").withInvalid(InvalidRows.SKIP);
  private static final StructType SCHEMA =
      new StructType()
          .add("a", DataTypes.DoubleType)
          .add("f", DataTypes.FloatType)
          .add("s", DataTypes.StringType)
          .add("list", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("v", SQLDataTypes.VectorType())
          .add("y", DataTypes.DoubleType)
          .add("w", DataTypes.DoubleType);
  private static final int ROWS = 1000;

  /** Which row has what in which column instead of a number. */
  private record Fault(int row, int column, @Nullable Object value) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault(16, 0, Double.NaN),
          new Fault(17, 0, null),
          new Fault(17, 5, null),
          new Fault(250, 1, Float.NEGATIVE_INFINITY),
          new Fault(300, 2, null),
          new Fault(301, 3, new Double[] {1.0, null}),
          new Fault(302, 4, Vectors.sparse(2, new int[] {1}, new double[] {1e308})),
          new Fault(500, 0, -1e308),
          new Fault(999, 6, Double.POSITIVE_INFINITY),
          new Fault(998, 5, Double.NaN));

  private static List<Row> rows(boolean all) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int number = i;
      List<Fault> faults = FAULTS.stream().filter(fault -> fault.row() == number).toList();
      if (all || faults.isEmpty()) {
        @Nullable Object[] values = {
          Math.sin(i),
          (float) i,
          i % 3 == 0 ? "p" : "q",
          new Double[] {i % 5.0, 1.0},
          i % 2 == 0 ? Vectors.dense(i % 7, 2) : Vectors.sparse(2, new int[0], new double[0]),
          i * 0.5,
          1.0 + i % 2
        };
        faults.forEach(fault -> values[fault.column()] = fault.value());
        rows.add(row(values));
      }
    }
    return rows;
  }

  @Test
  void d1d2SkippedRowsAreCountedAndTheRestIsAsIfTheyHadNeverBeen() {
    try (PreparedTable without = prepare(table(SCHEMA, 1, rows(false)), SKIP)) {
      assertEquals(List.of(), without.skipped());
      for (int partitions : new int[] {1, 3, 7, 1200}) {
        try (PreparedTable with = prepare(table(SCHEMA, partitions, rows(true)), SKIP)) {
          assertEquals(without.encoding(), with.encoding());
          assertEquals(floats(without.train()).values(), floats(with.train()).values());
          assertEquals(ROWS - 9, with.train().rows());
          assertEquals(9, with.skipped().get(0).rows());
          assertEquals(
              List.of(
                  with.skipped().get(0).sentence(),
                  "training table: constant in all training rows, so nothing can be learnt from"
                      + " it: 1 of the 2 elements of list"),
              with.warnings());
          assertEquals(
              "training table: 9 of 1,000 rows skipped: 3 for column 'a' (first in row 17:"
                  + " NaN), 1 for column 'f' (first in row 251: -Infinity), 1 for column 's'"
                  + " (first in row 301: null), 1 for column 'list' (first in row 302: element"
                  + " 1 is null), 1 for column 'v' (first in row 303: element 1 is 1.0E308), 1"
                  + " for column 'y' (first in row 999: NaN), 1 for column 'w' (first in row"
                  + " 1,000: Infinity)",
              with.skipped().get(0).sentence());
        }
      }
    }
  }

  /** The numbers come with the results of tasks, of which each counts once. */
  @Test
  void d1CountsStayExactWhenTasksAreTriedAgain() {
    List<Row> all = rows(true);
    StorageLevel[] levels = {StorageLevel.NONE(), StorageLevel.MEMORY_ONLY()};
    for (StorageLevel level : levels) {
      Dataset<Row> failing =
          spark()
              .createDataFrame(
                  sc().parallelize(IntStream.range(0, ROWS).boxed().toList(), 4)
                      .map(
                          i -> {
                            // Late in its first attempt, when other rows have been counted.
                            if (i % 250 == 249 && TaskContext.get().attemptNumber() == 0) {
                              throw new IllegalStateException("a task meets a fault");
                            }
                            return all.get(i);
                          }),
                  SCHEMA);
      try (PreparedTable with =
          new TablePreparation(SKIP, SEED, level)
              .prepare(failing, HeldOut.fraction(0.25), HeldOut.none())) {
        assertEquals(9, with.skipped().get(0).rows());
        assertEquals(1000, with.skipped().get(0).of());
        assertEquals(ROWS - 9, with.train().rows() + with.validation().orElseThrow().rows());
        assertEquals(with.train().rows(), floats(with.train()).y().size());
      }
    }
  }

  @Test
  void d1EveryTableIsThinnedOutAndReportsForItself() {
    Dataset<Row> training =
        table("a double, y int", row(1.0, 1), row(2.0, 2), row(Double.NaN, 3), row(4.0, 4));
    Dataset<Row> validation = table("a double, y int", row(null, 1), row(2.0, 2));
    Dataset<Row> test = table("a double, y int", row(2.0, null), row(2.0, null), row(1.0, 2));
    ColumnRoles roles = ColumnRoles.of(Task.REGRESSION, "y").withInvalid(InvalidRows.SKIP);
    try (PreparedTable tables =
        new TablePreparation(roles, SEED, StorageLevel.MEMORY_ONLY())
            .prepare(training, HeldOut.table(validation), HeldOut.table(test))) {
      assertEquals(3, tables.train().rows());
      assertEquals(1, tables.validation().orElseThrow().rows());
      assertEquals(1, tables.test().orElseThrow().rows());
      assertEquals(
          List.of(
              "training table: 1 of 4 rows skipped: 1 for column 'a' (first in row 3: NaN)",
              "validation table: 1 of 2 rows skipped: 1 for column 'a' (first in row 1: null)",
              "test table: 2 of 3 rows skipped: 2 for column 'y' (first in row 1: null)"),
          tables.warnings());
    }
  }

  @Test
  void d1d5WhatSkippingIsNotMeantForIsStillAnError() {
    ColumnRoles roles = ColumnRoles.of(Task.CLASSIFICATION, "y").withInvalid(InvalidRows.SKIP);
    assertEquals(
        "training table, skipped rows not counted, row 2 (the first is 1), column 'y': the label is"
            + " 2.5; class labels must be whole numbers from 0",
        errorOf(
            table("a int, y double", row(null, 1.0), row(1, Double.NaN), row(1, 1.0), row(2, 2.5)),
            roles));
    String error =
        errorOf(
            table(
                "a array<double>, y int",
                row(new Double[] {1.0}, 0),
                row(new Double[] {1.0, 2.0}, 1)),
            roles);
    assertTrue(error.contains("the vector has 2 elements, expected 1"), error);
  }

  @Test
  void d6WhenAllRowsAreSkippedNoneIsLeftToTrainOn() {
    ColumnRoles roles = ColumnRoles.of(Task.REGRESSION, "y").withInvalid(InvalidRows.SKIP);
    String left =
        "; there are no rows left: look at these columns, or leave them out of the features";
    assertEquals(
        "training table: 2 of 2 rows skipped: 2 for column 'a' (first in row 1: null)" + left,
        errorOf(table("a double, y int", row(null, 1), row(Double.NaN, 2)), roles));
    Dataset<Row> good = table("a double, y int", row(1.0, 1), row(2.0, 2));
    assertEquals(
        "validation table: 1 of 1 rows skipped: 1 for column 'y' (first in row 1: null)" + left,
        errorOf(
            () ->
                new TablePreparation(roles, SEED, StorageLevel.NONE())
                    .prepare(
                        good,
                        HeldOut.table(table("a double, y int", row(1.0, null))),
                        HeldOut.none())));
    assertEquals(
        "training table: there is one training row; training needs at least two",
        errorOf(table("a double, y int", row(null, 1), row(1.0, 2)), roles));
  }
}
