package tributary.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Which execution is faster here, found out on the first steps: each has a turn to warm up, then
 * one that counts, less its first step, which starts tasks.
 */
final class ExecutionTrial {
  private static final List<Execution> TURNS =
      List.of(Execution.JOB, Execution.RESIDENT, Execution.JOB, Execution.RESIDENT);

  /** How many steps each turn has. */
  private static final int[] STEPS = {4, 8, 8, 10};

  private static final int COUNTED_FROM = 2;

  /** A job per step is the plainer way, so resident tasks must be worth it. */
  private static final double WORTH = 0.9;

  private final List<Long> jobs = new ArrayList<>();
  private final List<Long> residents = new ArrayList<>();
  private int turn;
  private int stepInTurn;

  /** What the next step is to be run as. */
  Execution next() {
    return done() ? winner() : TURNS.get(turn);
  }

  boolean done() {
    return turn == TURNS.size();
  }

  /** A step was run as {@link #next} said, in this time. */
  void took(long nanos) {
    if (done()) {
      return;
    }
    if (turn >= COUNTED_FROM && stepInTurn > 0) {
      (TURNS.get(turn) == Execution.JOB ? jobs : residents).add(nanos);
    }
    if (++stepInTurn == STEPS[turn]) {
      stepInTurn = 0;
      turn++;
    }
  }

  private Execution winner() {
    return median(residents) < WORTH * median(jobs) ? Execution.RESIDENT : Execution.JOB;
  }

  /** The outcome and its reason, once done. */
  String words() {
    return String.format(
        Locale.ROOT,
        winner() == Execution.RESIDENT
            ? "resident tasks, %2$.3g ms a gradient against %1$.3g ms as a Spark job"
            : "a Spark job per step, %1$.3g ms a gradient against %2$.3g ms by resident tasks",
        median(jobs) / 1e6,
        median(residents) / 1e6);
  }

  private static double median(List<Long> nanos) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }
}
