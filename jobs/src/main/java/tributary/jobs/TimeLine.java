package tributary.jobs;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import tributary.train.TimeLedger;

/** Where the time of steps went, as one line: shares, the largest first, and what to do. */
final class TimeLine {
  private static final double WORTH_SAYING = 0.005;

  private TimeLine() {}

  static String of(TimeLedger ledger) {
    double whole = ledger.stepSeconds();
    String shares =
        Map.of(
                "scheduling", ledger.scheduling() / whole,
                "broadcast", ledger.broadcast() / whole,
                "compute", ledger.compute() / whole,
                "waiting", ledger.waiting() / whole,
                "aggregation", ledger.aggregation() / whole,
                "update", ledger.update() / whole)
            .entrySet()
            .stream()
            .filter(part -> part.getValue() >= WORTH_SAYING)
            .sorted(
                Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(part -> part.getKey() + " " + Console.percent(part.getValue()))
            .collect(Collectors.joining(", "));
    return shares.isEmpty() ? ledger.verdict() : shares + "; " + ledger.verdict();
  }
}
