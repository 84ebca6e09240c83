package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.data.DataException;
import tributary.data.RowBlock;
import tributary.data.Shard;

final class ShardsTest extends SparkTest {
  @Test
  void everyRowComesToItsPlace() {
    for (int rows : new int[] {1, 5, 23}) {
      for (int count : new int[] {1, 2, 7, 16}) {
        Rows table = Rows.random(rows, rows, 3, 2, rows == 23);
        try (Shards shards = table.shards(sc(), count, 3)) {
          assertSame(table, count, shards.rdd().collect());
          assertEquals(rows == 23, shards.weighted());
        }
      }
    }
  }

  @Test
  void d7ShardsDoNotDependOnOrderOrPartitioning() {
    Rows table = Rows.random(4, 61, 2, 1, true);
    for (long seed = 0; seed < 4; seed++) {
      List<RowBlock> blocks = new ArrayList<>(table.blocks(1, 9, 2, 4));
      Collections.shuffle(blocks, new java.util.Random(seed));
      for (int tasks : new int[] {1, 4, 7, 99}) {
        JavaRDD<RowBlock> input = sc().parallelize(blocks, 1 + (int) seed * 2);
        try (Shards shards = table.shards(input, 7, tasks)) {
          assertEquals(Math.min(tasks, 7), shards.rdd().getNumPartitions(), "seed " + seed);
          assertSame(table, 7, shards.rdd().collect());
        }
      }
    }
  }

  @Test
  void everyTaskHoldsItsRangeInOrder() {
    Rows table = Rows.random(5, 40, 1, 1, false);
    try (Shards shards = table.shards(sc(), 16, 5)) {
      for (int task = 0; task < 5; task++) {
        List<Shard> held = shards.rdd().collectPartitions(new int[] {task})[0];
        int first = shards.ranges().first(task);
        assertEquals(shards.ranges().last(task) - first, held.size());
        for (int i = 0; i < held.size(); i++) {
          assertEquals(first + i, held.get(i).index());
        }
      }
    }
  }

  @Test
  void shardsLieInMemoryUnderAReadableNameUntilTheyAreClosed() {
    Rows table = Rows.random(6, 12, 2, 1, false);
    Shards shards = table.shards(sc(), 4, 2);
    var info = sc().sc().getRDDStorageInfo();
    int id = shards.rdd().id();
    long cached =
        Arrays.stream(info)
            .filter(rdd -> rdd.id() == id && rdd.name().equals("4 shards of 12 rows"))
            .mapToLong(rdd -> rdd.numCachedPartitions())
            .sum();
    assertEquals(2, cached);
    shards.close();
    assertEquals(StorageLevel.NONE(), shards.rdd().getStorageLevel());
  }

  @Test
  void aMissingRowIsNamed() {
    Rows table = Rows.random(7, 20, 1, 1, false);
    List<RowBlock> blocks = List.of(table.block(0, 11), table.block(12, 8));
    assertFails(table, blocks, "shard 2 of 3: row 3 (table row 11) is missing (5 of the shard's 6");
  }

  @Test
  void aRowThatComesTwiceIsNamed() {
    Rows table = Rows.random(8, 20, 1, 1, false);
    List<RowBlock> blocks = List.of(table.block(0, 11), table.block(10, 10));
    assertFails(table, blocks, "shard 1 of 3: row 3 (table row 10) came twice");
  }

  @Test
  void rowsBeyondTheTableAreRefused() {
    Rows table = Rows.random(9, 20, 1, 1, false);
    Rows longer = Rows.random(9, 22, 1, 1, false);
    assertFails(table, longer.blocks(22), "a block holds table rows 0 to 21, but the table has 20");
  }

  @Test
  void blocksOfAnotherWidthAreRefused() {
    Rows table = Rows.random(10, 6, 3, 1, false);
    Rows narrow = Rows.random(10, 6, 2, 1, false);
    assertFails(
        IllegalArgumentException.class,
        table,
        narrow.blocks(6),
        "x of the block at table row 0 has 12 values, expected 6 rows × 3");
  }

  @Test
  void weightsOnSomeRowsOnlyAreRefused() {
    Rows plain = Rows.random(11, 12, 1, 1, false);
    Rows weighted = Rows.random(11, 12, 1, 1, true);
    List<RowBlock> mixed = List.of(plain.block(0, 6), weighted.block(6, 6));
    assertFails(plain, mixed, "either every row has one or none");
    // Each shard consistent in itself, one of them another than the rest.
    List<RowBlock> byShard = new ArrayList<>();
    for (int row = 0; row < 12; row++) {
      byShard.add((row % 3 == 1 ? weighted : plain).block(row, 1));
    }
    assertFails(plain, byShard, "4 rows have a weight and 8 have none");
  }

  @Test
  void tablesThatDoNotFitAnArrayAreRefusedWithTheNumberOfShardsThatFit() {
    JavaRDD<RowBlock> none = sc().emptyRDD();
    Failures.assertFails(
        IllegalArgumentException.class,
        () -> Shards.of(none, 1L << 30, 784, 10, 64, 2, StorageLevel.MEMORY_ONLY()),
        "a shard has 16777216 rows × 784 values",
        "set shards to at least 393");
    new TableShape(1L << 30, 784, 10, 393);
    assertThrows(IllegalArgumentException.class, () -> new TableShape(1L << 30, 784, 10, 391));
    Failures.assertFails(
        IllegalArgumentException.class,
        () -> Shards.of(none, 0, 3, 1, 4, 2, StorageLevel.MEMORY_ONLY()),
        "rows 0");
  }

  @Test
  void rangesAreContiguousAndCoverEverything() {
    for (int count = 1; count <= 40; count++) {
      for (int parts = 1; parts <= count; parts++) {
        ShardRanges ranges = new ShardRanges(count, parts);
        int next = 0;
        for (int part = 0; part < parts; part++) {
          assertEquals(next, ranges.first(part));
          assertTrue(ranges.last(part) > next);
          for (; next < ranges.last(part); next++) {
            assertEquals(part, ranges.partOf(next), count + " over " + parts);
          }
        }
        assertEquals(count, next);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new ShardRanges(3, 4));
  }

  private void assertFails(Rows table, List<RowBlock> blocks, String expected) {
    assertFails(DataException.class, table, blocks, expected);
  }

  private void assertFails(
      Class<? extends RuntimeException> type, Rows table, List<RowBlock> blocks, String expected) {
    Failures.assertFails(
        type, () -> table.shards(sc().parallelize(blocks, blocks.size()), 3, 2), expected);
  }

  static void assertSame(Rows table, int count, List<Shard> shards) {
    assertEquals(count, shards.size());
    for (Shard shard : shards) {
      Shard expected = table.shard(shard.index(), count);
      assertEquals(expected.rows(), shard.rows());
      assertArrayEquals(expected.x(), shard.x());
      assertArrayEquals(expected.y(), shard.y());
      if (shard.rows() > 0) {
        assertArrayEquals(expected.weights(), shard.weights());
      }
    }
  }
}
