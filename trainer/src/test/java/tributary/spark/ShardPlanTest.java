package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many shards and tasks a run gets. */
final class ShardPlanTest {
  @ParameterizedTest
  @CsvSource({
    "1, 256, 1, 1",
    "2, 256, 2, 2",
    "3, 256, 4, 3",
    "8, 256, 8, 8",
    "9, 512, 16, 9",
    "8, 64, 2, 2",
    "8, 63, 1, 1",
    "64, 1, 1, 1",
    "2, 64, 2, 2"
  })
  void leftAloneItGoesByCoresAndBatch(int cores, int batchSize, int shards, int tasks) {
    assertEquals(
        new ShardPlan(shards, tasks),
        ShardPlan.of(OptionalInt.empty(), OptionalInt.empty(), cores, batchSize));
  }

  @Test
  void whatIsSaidHolds() {
    assertEquals(new ShardPlan(7, 2), ShardPlan.of(OptionalInt.of(7), OptionalInt.empty(), 2, 1));
    assertEquals(new ShardPlan(7, 7), ShardPlan.of(OptionalInt.of(7), OptionalInt.of(20), 2, 512));
  }
}
