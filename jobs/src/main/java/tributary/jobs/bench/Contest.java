package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.DoubleSupplier;

/**
 * Contestants that take turns, so that whatever else the machine does falls on all alike. The first
 * turns of each only warm up and do not count: they go on until one brings little more.
 */
final class Contest {
  /** A turn that differs by less from the one before shows that the contestant is warm. */
  private static final double STEADY = 0.03;

  /** Before so many, a JIT that still compiles can make two turns look alike. */
  private static final int LEAST_WARM_UPS = 4;

  private record Contestant(String name, String unit, DoubleSupplier turn) {
    String describe(double value) {
      return name + " " + Quantity.of(value) + " " + unit;
    }
  }

  /** What everybody did, by name. */
  record Result(Map<String, Side> sides) {
    Side of(String name) {
      return Objects.requireNonNull(sides.get(name), name);
    }
  }

  private final BenchPlan plan;
  private final BenchLog log;
  private final List<Contestant> contestants = new ArrayList<>();

  Contest(BenchPlan plan, BenchLog log) {
    this.plan = plan;
    this.log = log;
  }

  /**
   * @param turn takes one and gives what came of it, in {@code unit}
   */
  Contest with(String name, String unit, DoubleSupplier turn) {
    contestants.add(new Contestant(name, unit, turn));
    return this;
  }

  /** Everybody's turns. */
  Result run() {
    for (Contestant contestant : contestants) {
      warmUp(contestant);
    }
    List<List<Double>> values = new ArrayList<>();
    contestants.forEach(c -> values.add(new ArrayList<>()));
    for (int turn = 1; turn <= plan.turns(); turn++) {
      StringJoiner said = new StringJoiner(", ");
      for (int i = 0; i < contestants.size(); i++) {
        Contestant contestant = contestants.get(i);
        double value = contestant.turn().getAsDouble();
        values.get(i).add(value);
        said.add(contestant.describe(value));
      }
      log.progress("turn " + turn + " of " + plan.turns() + ": " + said);
    }
    Map<String, Side> sides = new LinkedHashMap<>();
    for (int i = 0; i < contestants.size(); i++) {
      Contestant contestant = contestants.get(i);
      sides.put(
          contestant.name(),
          new Side(contestant.name(), new Turns(contestant.unit(), values.get(i))));
    }
    return new Result(sides);
  }

  private void warmUp(Contestant contestant) {
    double before = Double.NaN;
    for (int turn = 1; turn <= plan.warmUps(); turn++) {
      double now = contestant.turn().getAsDouble();
      log.progress("warming up: " + contestant.describe(now));
      if (turn >= LEAST_WARM_UPS && Math.abs(now - before) < STEADY * before) {
        return;
      }
      before = now;
    }
  }
}
