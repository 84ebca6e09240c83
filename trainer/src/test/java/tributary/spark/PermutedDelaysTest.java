package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the order in which tasks end, the weights are one for each number of shards. */
@Timeout(120)
class PermutedDelaysTest extends SparkTest {
  private static final int RUNS = 20;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 7, 16})
  void n8TwentyRunsWithPermutedDelaysGiveOneHash(int count) {
    SmallTraining training = SmallTraining.of(count, 4);
    Set<String> hashes = new HashSet<>();
    for (int run = 0; run < RUNS; run++) {
      int tasks = 1 + run % count;
      Execution execution = run % 2 == 0 ? Execution.JOB : Execution.RESIDENT;
      try (Shards shards = training.table().shards(sc(), count, tasks)) {
        Shards delayed = Disturbance.delayed(shards, Disturbance.delays(run, tasks));
        hashes.add(training.run(execution, sc(), delayed, step -> {}));
      }
    }
    assertEquals(Set.of(training.undisturbed()), hashes);
  }
}
