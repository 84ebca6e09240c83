package tributary.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchSamplerTest {
  private static final int[] SHARDS = {1, 2, 3, 6, 7, 16};
  private static final int[] ROWS = {1, 2, 3, 5, 6, 7, 15, 16, 17, 31, 48, 49, 100, 255, 317};

  /** The table rows of one step, shard after shard. */
  private static List<Long> tableRows(BatchSampler sampler, int epoch, long step) {
    List<Long> rows = new ArrayList<>();
    for (int shard = 0; shard < sampler.shards(); shard++) {
      int[] order = sampler.order(epoch, shard);
      int to = sampler.to(epoch, shard, step);
      for (int k = sampler.from(epoch, shard, step); k < to; k++) {
        rows.add((long) order[k] * sampler.shards() + shard);
      }
    }
    return rows;
  }

  @Test
  void d11EveryRowOncePerEpochInBatchesOfExactlyTheSize() {
    for (int shards : SHARDS) {
      for (int rows : ROWS) {
        for (int batchSize : new int[] {1, 2, 3, 7, 16, 64, rows, rows + 1, 1000}) {
          for (int epoch = 0; epoch < 2; epoch++) {
            checkEpoch(new BatchSampler(99, rows, shards, batchSize), epoch);
          }
        }
      }
    }
  }

  private static void checkEpoch(BatchSampler sampler, int epoch) {
    String which =
        sampler.rows() + " rows, " + sampler.shards() + " shards, batch " + sampler.batchSize();
    int rows = Math.toIntExact(sampler.rows());
    int[] used = new int[rows];
    long steps = sampler.stepsPerEpoch();
    assertEquals((rows + sampler.batchSize() - 1) / sampler.batchSize(), steps, which);
    for (long step = 0; step < steps; step++) {
      List<Long> batch = tableRows(sampler, epoch, step);
      int expected =
          step < steps - 1
              ? sampler.batchSize()
              : rows - Math.toIntExact(step * sampler.batchSize());
      assertEquals(expected, batch.size(), which + ", step " + step);
      assertEquals(expected, sampler.rowsOfStep(step), which + ", step " + step);
      batch.forEach(row -> used[Math.toIntExact(row)]++);
    }
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    assertArrayEquals(once, used, which);
  }

  /** No shard lags behind: after any step, the shards' shares differ by two rows at most. */
  @Test
  void shardsShareEveryBatchEvenly() {
    BatchSampler sampler = new BatchSampler(3, 317, 7, 10);
    for (long step = 0; step < sampler.stepsPerEpoch() - 1; step++) {
      for (int shard = 0; shard < 7; shard++) {
        int share = sampler.to(0, shard, step) - sampler.from(0, shard, step);
        assertTrue(share >= 0 && share <= 3, "step " + step + ", shard " + shard + ": " + share);
      }
    }
  }

  @Test
  void epochsAndSeedsDifferInOrder() {
    BatchSampler sampler = new BatchSampler(1, 300, 3, 10);
    assertFalse(tableRows(sampler, 0, 0).equals(tableRows(sampler, 1, 0)));
    assertFalse(Arrays.equals(sampler.order(0, 0), sampler.order(1, 0)));
    assertFalse(Arrays.equals(sampler.order(0, 0), sampler.order(0, 1)));
    BatchSampler other = new BatchSampler(2, 300, 3, 10);
    assertFalse(Arrays.equals(sampler.order(0, 0), other.order(0, 0)));
    assertFalse(tableRows(sampler, 0, 0).equals(tableRows(other, 0, 0)));
  }

  @Test
  void answersDoNotDependOnWhatWasAskedBefore() {
    BatchSampler forwards = new BatchSampler(17, 211, 6, 8);
    BatchSampler backwards = new BatchSampler(17, 211, 6, 8);
    List<List<Long>> first = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (long step = 0; step < forwards.stepsPerEpoch(); step++) {
        first.add(tableRows(forwards, epoch, step));
      }
    }
    int at = first.size();
    for (int epoch = 2; epoch >= 0; epoch--) {
      for (long step = backwards.stepsPerEpoch() - 1; step >= 0; step--) {
        assertEquals(first.get(--at), tableRows(backwards, epoch, step));
      }
    }
  }

  /** Batch size changes where the line is cut, not the line itself. */
  @Test
  void theLineIsTheSameForEveryBatchSize() {
    BatchSampler ones = new BatchSampler(5, 50, 7, 1);
    BatchSampler threes = new BatchSampler(5, 50, 7, 3);
    for (long step = 0; step < threes.stepsPerEpoch(); step++) {
      List<Long> line = new ArrayList<>();
      for (long one = 3 * step; one < Math.min(50, 3 * step + 3); one++) {
        line.addAll(tableRows(ones, 4, one));
      }
      List<Long> batch = tableRows(threes, 4, step);
      line.sort(null);
      batch.sort(null);
      assertEquals(line, batch, "step " + step);
    }
  }

  /** Over many epochs each row is in the first batch as often as any other. */
  @Test
  void everyRowIsEquallyLikelyInABatch() {
    for (int shards : new int[] {1, 4, 6}) {
      int rows = 24;
      int epochs = 4000;
      BatchSampler sampler = new BatchSampler(shards, rows, shards, 5);
      int[] counts = new int[rows];
      for (int epoch = 0; epoch < epochs; epoch++) {
        tableRows(sampler, epoch, 1).forEach(row -> counts[Math.toIntExact(row)]++);
      }
      double expected = epochs * 5.0 / rows;
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // Mean about 23, standard deviation below 7.
      assertTrue(chiSquare < 60, shards + " shards: chi-square " + chiSquare);
    }
  }

  /** Every permutation of three rows comes up about as often as any other. */
  @Test
  void shufflesAreUnbiased() {
    BatchSampler sampler = new BatchSampler(8, 3, 1, 1);
    int[] counts = new int[27];
    int epochs = 12_000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = sampler.order(epoch, 0);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, seen.length);
    for (int count : seen) {
      assertEquals(epochs / 6.0, count, 200);
    }
  }

  @Test
  void tablesBeyondTwoToThe31RowsKeepTheirArithmetic() {
    long rows = 5_000_000_000L;
    BatchSampler sampler = new BatchSampler(1, rows, 16, 1024);
    assertEquals(4_882_813, sampler.stepsPerEpoch());
    long last = sampler.stepsPerEpoch() - 1;
    assertEquals(Math.toIntExact(rows - last * 1024), sampler.rowsOfStep(last));
    long sum = 0;
    for (int shard = 0; shard < 16; shard++) {
      sum += sampler.to(0, shard, last) - sampler.from(0, shard, last);
      assertEquals(312_500_000, sampler.to(0, shard, last));
    }
    assertEquals(sampler.rowsOfStep(last), sum);
  }

  @Test
  void refusesWhatItCannotAnswer() {
    for (long[] bad : new long[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {-1, 1, 1}}) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new BatchSampler(1, bad[0], (int) bad[1], (int) bad[2]));
      assertTrue(e.toString().contains("rows " + bad[0]), e.getMessage());
    }
    BatchSampler sampler = new BatchSampler(1, 10, 2, 4);
    Exception e = assertThrows(IllegalArgumentException.class, () -> sampler.from(0, 0, 3));
    assertEquals(
        "sampler: step 3 of an epoch; an epoch of 10 rows in batches of 4 has steps 0 to 2",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sampler.to(0, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> sampler.rowsOfStep(3));
    assertThrows(IllegalArgumentException.class, () -> sampler.from(0, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> sampler.order(0, -1));
  }
}
