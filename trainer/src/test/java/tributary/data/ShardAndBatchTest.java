package tributary.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ShardAndBatchTest {
  /** Shard 1 of 3 with rows 1, 4, 7, 10 of the table; x = (10·row, 10·row + 1), y = row. */
  private static Shard shard(boolean weighted) {
    float[] x = {10, 11, 40, 41, 70, 71, 100, 101};
    float[] y = {1, 4, 7, 10};
    float[] weights = {0.5f, 1, 2, 4};
    return new Shard(1, 3, 4, 2, 1, x, y, weighted ? weights : null);
  }

  @Test
  void rowsFallToShardsInTurn() {
    assertEquals(7, shard(false).tableRow(2));
    for (int count : new int[] {1, 2, 3, 7, 16}) {
      for (long rows = 0; rows < 40; rows++) {
        long[] expected = new long[count];
        for (long row = 0; row < rows; row++) {
          expected[(int) (row % count)]++;
        }
        for (int index = 0; index < count; index++) {
          assertEquals(expected[index], Shard.rowsOf(rows, index, count));
        }
      }
    }
  }

  @Test
  void gatherCopiesTheRowsInTheOrderGiven() {
    Batch batch = new Batch();
    batch.gather(shard(true), new int[] {9, 3, 0, 2, 9}, 1, 4);
    assertEquals(3, batch.rows());
    float[] x = {100, 101, 10, 11, 70, 71};
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i], batch.x()[batch.xOffset() + i]);
    }
    float[] y = {10, 1, 7};
    for (int r = 0; r < y.length; r++) {
      assertEquals(y[r], batch.y()[batch.yOffset() + r]);
      assertEquals((long) y[r], batch.tableRow(r));
    }
    assertEquals(4f, batch.weight(0));
    assertEquals(0.5f, batch.weight(1));
    assertEquals(6.5, batch.weightSum());
    assertFalse(batch.unweighted());
  }

  @Test
  void gatherReusesItsArraysAndForgetsWeights() {
    Batch batch = new Batch();
    batch.gather(shard(true), new int[] {0, 1, 2}, 0, 3);
    float[] x = batch.x();
    batch.gather(shard(false), new int[] {2, 1}, 0, 2);
    assertSame(x, batch.x());
    assertTrue(batch.unweighted());
    assertEquals(2, batch.weightSum());
    assertEquals(1f, batch.weight(1));
  }

  @Test
  void viewCopiesNothing() {
    Shard shard = shard(true);
    Batch batch = new Batch();
    batch.view(shard, 1, 3);
    assertSame(shard.x(), batch.x());
    assertSame(shard.y(), batch.y());
    assertEquals(2, batch.rows());
    assertEquals(40f, batch.x()[batch.xOffset()]);
    assertEquals(4f, batch.y()[batch.yOffset()]);
    assertEquals(2f, batch.weight(1));
    assertEquals(3, batch.weightSum());
    assertEquals(7, batch.tableRow(1));
  }

  @Test
  void gatherAfterViewLeavesTheShardAlone() {
    Shard shard = shard(false);
    Batch batch = new Batch();
    batch.view(shard, 0, 4);
    batch.gather(shard, new int[] {3}, 0, 1);
    assertEquals(0, batch.xOffset());
    assertEquals(100f, batch.x()[0]);
    assertEquals(10f, shard.x()[0]);
  }

  @Test
  void releaseLetsGoOfTheShard() {
    Shard shard = shard(true);
    Batch batch = new Batch();
    batch.view(shard, 0, 4);
    batch.release();
    assertEquals(0, batch.rows());
    assertTrue(batch.x() != shard.x() && batch.y() != shard.y() && batch.unweighted());
  }

  @Test
  void anEmptyShardHasAnEmptyView() {
    Batch batch = new Batch();
    batch.view(new Shard(2, 3, 0, 2, 1, new float[0], new float[0], null), 0, 0);
    assertEquals(0, batch.rows());
    assertEquals(0, batch.weightSum());
  }

  @Test
  void shardRefusesArraysThatDoNotFit() {
    float[] two = new float[2];
    float[] four = new float[4];
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new Shard(0, 1, 2, 2, 1, two, two, null));
    assertEquals("shard: x has 2 values, expected 2 rows × 2", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Shard(0, 1, 2, 2, 1, four, four, null));
    assertThrows(IllegalArgumentException.class, () -> new Shard(0, 1, 2, 2, 1, four, two, four));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> new Shard(1, 1, 2, 2, 1, four, two, null));
    assertEquals("shard 1 of 1: the index must be in [0, 1)", e.getMessage());
  }
}
