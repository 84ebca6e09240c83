package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

final class TimeLedgerTest {
  /** 10 s in all: the named part takes 6, compute 1, and the others share the rest. */
  private static TimeLedger mostly(String part) {
    double[] seconds = new double[7];
    Arrays.fill(seconds, 0.5);
    String[] parts = {
      "scheduling", "broadcast", "compute", "waiting", "aggregation", "update", "evaluation"
    };
    seconds[Arrays.asList(parts).indexOf(part)] = 6;
    return new TimeLedger(
        100,
        seconds[0],
        seconds[1],
        seconds[2],
        seconds[3],
        seconds[4],
        seconds[5],
        seconds[6],
        1,
        0.1);
  }

  private static void assertVerdict(TimeLedger ledger, String begin, String cure) {
    assertTrue(ledger.verdict().startsWith(begin), ledger.verdict());
    assertTrue(ledger.verdict().contains(cure), ledger.verdict());
  }

  @Test
  void theVerdictNamesTheLargestPartItsShareAndTheCure() {
    assertVerdict(
        mostly("scheduling"), "71 % of the step is Spark's scheduling", "training.batchSize");
    assertVerdict(mostly("broadcast"), "71 % of the step is the weights' way", "batchSize");
    assertVerdict(mostly("compute"), "71 % of the step is the network's arithmetic", "cores");
    assertVerdict(mostly("waiting"), "71 % of the step is waiting for the slowest", "executor");
    assertVerdict(mostly("aggregation"), "71 % of the step is adding", "fewer shards");
    assertVerdict(mostly("update"), "71 % of the step is the optimizer", "batchSize");
    assertVerdict(mostly("evaluation"), "60 % of the time is evaluation", "validateEverySteps");
    TimeLedger collecting = new TimeLedger(5, 1, 1, 1, 1, 1, 1, 1, 1, 2);
    assertVerdict(collecting, "25 % of the time is garbage collection", "--executor-memory");
    assertEquals("no step was made", TimeLedger.NONE.verdict());
  }

  @Test
  void differencesAreTakenPartByPart() {
    TimeLedger later = new TimeLedger(9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    TimeLedger earlier = new TimeLedger(4, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5);
    assertEquals(new TimeLedger(5, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5), later.minus(earlier));
    assertEquals(36, later.total());
  }

  /** What is not told to the timer is left over, and nothing is negative. */
  @Test
  void theRestOfTheWallIsOther() {
    StepTimer timer = new StepTimer();
    timer.addScheduling(1_000_000_000L);
    timer.addBroadcast(2_000_000_000L);
    timer.addCompute(3_000_000_000L);
    timer.addWaiting(4_000_000_000L);
    timer.addAggregation(5_000_000_000L);
    timer.addUpdate(6_000_000_000L);
    timer.addEvaluation(7_000_000_000L);
    timer.addGarbageCollection(500_000_000L);
    assertEquals(
        new TimeLedger(2, 1, 2, 3, 4, 5, 6, 7, 2, 0.75),
        timer.ledger(2, 30_000_000_000L, 250_000_000L));
    assertEquals(0, timer.ledger(2, 1, 0).other());
  }

  /** A validation of 30 ms and a listener of 20 ms, at each of three epochs. */
  @Test
  void knownDelaysOfTheDriverAreFoundWhereTheyBelong() {
    Recorder recorder = new Recorder();
    TrainingListener slow =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            sleep(20);
          }
        };
    Evaluator evaluator =
        weights -> {
          sleep(30);
          return Losses.validation(w -> 1).evaluator().evaluate(weights);
        };
    TrainingParts parts =
        TrainingParts.of(
                TrainingConfig.ofEpochs(3),
                TrainingLoopTest.SAMPLER,
                new QuadraticSource(),
                Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.1))))
            .withValidation(new Validation(evaluator, Losses.validation(w -> 1).target()))
            .withListener(slow)
            .withListener(recorder);
    long begin = System.nanoTime();
    new TrainingLoop(parts, new StepTimer()).run(new float[] {1, -2, 3, 0.5f});
    double took = (System.nanoTime() - begin) / 1e9;
    TimeLedger ledger = recorder.ledger;
    assertTrue(ledger.evaluation() >= 0.09, ledger.toString());
    assertTrue(ledger.other() >= 0.06, ledger.toString());
    assertTrue(ledger.total() <= took, ledger + " of " + took);
    assertTrue(ledger.stepSeconds() < 0.09, "no delay is taken for the steps': " + ledger);
  }

  private static void sleep(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }
}
