package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the steps of each turn took; the first turn only warms up and does not count. */
final class StepCosts {
  private final List<StepCost> costs = new ArrayList<>();

  /** Milliseconds of a step. */
  double add(StepCost cost) {
    costs.add(cost);
    return cost.millis();
  }

  /** One figure of every turn, in milliseconds. */
  Turns millis(ToDoubleFunction<StepCost> figure) {
    return new Turns("ms", costs.stream().skip(1).map(cost -> figure.applyAsDouble(cost)).toList());
  }

  /** Such as {@code arithmetic 3.1 ms, waiting for the slower task 0.2 ms}. */
  String describe() {
    return "arithmetic "
        + Quantity.of(millis(StepCost::computeMillis).median())
        + " ms, waiting for the slower task "
        + Quantity.of(millis(StepCost::waitingMillis).median())
        + " ms";
  }
}
