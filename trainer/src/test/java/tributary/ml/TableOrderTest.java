package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.data.RowBlock;

/** The same rows give the same bits, however they are spread over partitions. */
final class TableOrderTest extends TableTest {
  private static final String SCHEMA = "a double, s string, v array<float>, id int, y double";
  private static final int ROWS = 1000;

  private static List<Row> rows(long seed) {
    RandomStream random = new RandomStream(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      // Magnitudes far apart, so that a sum in another order would differ in its last bits.
      double a = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6);
      Float[] v = {(float) random.nextGaussian(), (float) random.nextDouble() * 1e6f};
      rows.add(row(a, "level " + random.nextInt(9), v, i, random.nextGaussian() * 1e3));
    }
    return rows;
  }

  private PreparedTable prepare(List<Row> rows, int partitions, long seed, StorageLevel level) {
    Dataset<Row> table = table(SCHEMA, partitions, rows);
    return new TablePreparation(ColumnRoles.of(Task.REGRESSION, "y"), seed, level)
        .prepare(table, HeldOut.fraction(.2), HeldOut.fraction(.1));
  }

  @Test
  void d7PartitionsDoNotMatterToTheBit() {
    long seed = 5;
    List<Row> rows = rows(seed);
    try (PreparedTable one = prepare(rows, 1, SEED, StorageLevel.MEMORY_ONLY())) {
      for (int partitions : new int[] {2, 5, 7, 1200}) {
        try (PreparedTable many =
            prepare(
                rows,
                partitions,
                SEED,
                partitions == 5 ? StorageLevel.NONE() : StorageLevel.DISK_ONLY())) {
          String message = "seed " + seed + ", partitions " + partitions;
          assertEquals(one.encoding(), many.encoding(), message);
          assertEquals(values(one.train()), values(many.train()), message);
          assertEquals(
              values(one.validation().orElseThrow()),
              values(many.validation().orElseThrow()),
              message);
          assertEquals(
              values(one.test().orElseThrow()), values(many.test().orElseThrow()), message);
          assertEquals(one.warnings(), many.warnings(), message);
        }
      }
    }
  }

  private static List<List<Float>> values(EncodedTable table) {
    return floats(table).values();
  }

  @Test
  void theSplitTakesEveryRowOnceAndFollowsTheSeed() {
    List<Row> rows = rows(6);
    ColumnRoles roles = roles(Task.REGRESSION, Scaling.NONE, false, "id");
    Set<Float> seen = new HashSet<>();
    List<Float> validationOfSeed = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (PreparedTable prepared =
          new TablePreparation(roles, seed, StorageLevel.NONE())
              .prepare(table(SCHEMA, 3, rows), HeldOut.fraction(.2), HeldOut.fraction(.1))) {
        List<Float> train = floats(prepared.train()).y();
        List<Float> validation = floats(prepared.validation().orElseThrow()).y();
        List<Float> test = floats(prepared.test().orElseThrow()).y();
        assertEquals(train.size(), prepared.train().rows());
        assertTrue(Math.abs(validation.size() - .2 * ROWS) < 50, () -> "" + validation.size());
        assertTrue(Math.abs(test.size() - .1 * ROWS) < 40, () -> "" + test.size());
        seen.clear();
        seen.addAll(train);
        seen.addAll(validation);
        seen.addAll(test);
        assertEquals(ROWS, seen.size());
        assertEquals(ROWS, train.size() + validation.size() + test.size());
        assertEquals(train.stream().sorted().toList(), train, "rows keep their order");
        if (seed == 2) {
          assertNotEquals(validationOfSeed, validation);
        } else if (!validationOfSeed.isEmpty()) {
          assertEquals(validationOfSeed, validation);
        }
        validationOfSeed = validation;
      }
    }
  }

  @Test
  void onlyTrainingRowsAreLearntFrom() {
    List<Row> rows = new ArrayList<>();
    RowSplit split = new RowSplit(SEED, .3, 0);
    int heldOut = 0;
    for (int i = 0; i < 100; i++) {
      boolean train = split.partOf(i) == RowSplit.TRAIN;
      heldOut += train ? 0 : 1;
      rows.add(row(train ? 1.0 + i % 2 : 1e6, train ? "known" + i % 2 : "new" + i, i % 2));
    }
    try (PreparedTable prepared =
        new TablePreparation(
                roles(Task.REGRESSION, Scaling.RANGE, false, "y"), SEED, StorageLevel.NONE())
            .prepare(
                table("a double, s string, y int", 4, rows),
                HeldOut.fraction(.3),
                HeldOut.none())) {
      Floats train = floats(prepared.train());
      for (int i = 0; i < train.y().size(); i++) {
        float y = train.y().get(i);
        assertEquals(List.of(y, 1 - y, y), train.x().subList(3 * i, 3 * i + 3));
      }
      assertEquals(
          List.of(
              "training table, column 's': "
                  + heldOut
                  + " of the rows held out of it have a value that no training row has; encoded as"
                  + " all zero"),
          prepared.warnings());
      assertEquals(heldOut, prepared.validation().orElseThrow().rows());
    }
  }

  @Test
  void tablesOfTheirOwnAreEncodedLikeTheTrainingTable() {
    ColumnRoles roles = weighted(roles(Task.REGRESSION, Scaling.RANGE, false, "y"), "w");
    Dataset<Row> train =
        table("a int, s string, w int, y int", row(0, "p", 1, 1), row(4, "q", 1, 2));
    Dataset<Row> validation =
        table("y int, w double, s string, a bigint", row(7, 3.0, "r", 2L), row(8, 4.0, "q", 8L));
    try (PreparedTable prepared =
        new TablePreparation(roles, SEED, StorageLevel.MEMORY_ONLY())
            .prepare(train, HeldOut.table(validation), HeldOut.none())) {
      Floats floats = floats(prepared.validation().orElseThrow());
      assertEquals(List.of(.5f, 0f, 0f, 2f, 0f, 1f), floats.x());
      assertEquals(List.of(7f, 8f), floats.y());
      assertEquals(List.of(3f, 4f), floats.weights());
      assertEquals(
          List.of(
              "validation table, column 's': 1 row has a value that was not seen in training;"
                  + " encoded as all zero"),
          prepared.warnings());
      assertEquals(Optional.empty(), prepared.test());
    }
  }

  @Test
  void blocksAreSmallAndConsecutive() {
    assertEquals(4096, RowBlocks.rowsPerBlock(10));
    assertEquals(1024, RowBlocks.rowsPerBlock(1024));
    assertEquals(1, RowBlocks.rowsPerBlock(5_000_000));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      rows.add(row(i, i));
    }
    try (PreparedTable prepared =
        prepare(table("a int, y int", 2, rows), roles(Task.REGRESSION, Scaling.NONE, false, "y"))) {
      List<RowBlock> blocks = prepared.train().blocks().collect();
      assertEquals(List.of(4096, 404, 4096, 404), blocks.stream().map(RowBlock::rows).toList());
      assertEquals(
          List.of(0L, 4096L, 4500L, 8596L), blocks.stream().map(RowBlock::firstRow).toList());
    }
  }

  @Test
  void closingFreesTheRowsAndTheBlocksCanStillBeComputed() {
    int before = sc().sc().getPersistentRDDs().size();
    PreparedTable prepared = prepare(rows(8), 3, SEED, StorageLevel.MEMORY_AND_DISK());
    List<List<Float>> open = values(prepared.train());
    assertEquals(before + 1, sc().sc().getPersistentRDDs().size());
    prepared.close();
    prepared.close();
    assertEquals(before, sc().sc().getPersistentRDDs().size());
    assertEquals(open, values(prepared.train()));
  }

  @Test
  void nothingIsKeptWhenPreparationFails() {
    int before = sc().sc().getPersistentRDDs().size();
    Dataset<Row> table = table("a double, y int", row(Double.NaN, 1), row(1.0, 2));
    errorOf(table, ColumnRoles.of(Task.REGRESSION, "y"));
    assertEquals(before, sc().sc().getPersistentRDDs().size());
  }
}
