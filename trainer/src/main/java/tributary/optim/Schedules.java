package tributary.optim;

/**
 * The usual schedules of the learning rate. Each is a pure function of the step, prints its own
 * formula, and keeps its last value for ever once its steps are over.
 */
public final class Schedules {
  private Schedules() {}

  /**
   * rate, always.
   *
   * @throws IllegalArgumentException if {@code rate} is not finite and positive
   */
  public static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /**
   * Multiplied by {@code factor} at once after every {@code every} steps: rate ·
   * factor^⌊step/every⌋.
   *
   * @throws IllegalArgumentException if {@code rate} is not finite and positive, {@code factor} not
   *     in (0, 1], or {@code every} below 1
   */
  public static Schedule step(double rate, double factor, long every) {
    return new Step(rate, factor, every);
  }

  /**
   * The same decay without the jumps: rate · factor^(step/every).
   *
   * @throws IllegalArgumentException as {@link #step} does
   */
  public static Schedule exponential(double rate, double factor, long every) {
    return new Exponential(rate, factor, every);
  }

  /**
   * Half a cosine wave from {@code rate} down to {@code floor}, which it reaches after {@code
   * steps} steps: floor + (rate − floor) · (1 + cos(π · step/steps)) / 2.
   *
   * @throws IllegalArgumentException if {@code rate} is not finite and positive, {@code floor} not
   *     in [0, rate], or {@code steps} below 1
   * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov, Hutter 2017, equation 5</a>
   */
  public static Schedule cosine(double rate, double floor, long steps) {
    return new Cosine(rate, floor, steps);
  }

  /**
   * A straight climb to the first rate of another schedule, which then runs from its own step 0:
   * then(0) · (step + 1)/(steps + 1), and from {@code steps} on then(step − steps). No step is
   * wasted on a rate of 0, and the climb meets the schedule without a jump.
   *
   * @throws IllegalArgumentException if {@code steps} is below 1 (for none, use {@code then} alone)
   * @see <a href="https://arxiv.org/abs/1706.02677">Goyal et al. 2017, section 2.2</a>
   */
  public static Schedule warmup(long steps, Schedule then) {
    return new Warmup(steps, then);
  }

  /**
   * {@link #oneCycle(double, long, double, double, double)} as torch has it: the climb takes three
   * tenths of the steps and begins at peak/25; the end is peak/250,000.
   *
   * @throws IllegalArgumentException as that one does
   */
  public static Schedule oneCycle(double peak, long steps) {
    return oneCycle(peak, steps, 0.3, 25, 250_000);
  }

  /**
   * One cycle for the whole run: up from {@code peak/startDivisor} to {@code peak} over the first
   * {@code climb} of the steps, then down to {@code peak/endDivisor}, both along half a cosine
   * wave; the long stretch at large rates regularises. The last step of the run has the last rate.
   * Momentum is left alone.
   *
   * @throws IllegalArgumentException if {@code peak} is not finite and positive, {@code steps}
   *     below 1, {@code climb} not in (0, 1), or a divisor below 1 or not finite
   * @see <a href="https://arxiv.org/abs/1803.09820">Smith 2018, section 4.1</a>
   */
  public static Schedule oneCycle(
      double peak, long steps, double climb, double startDivisor, double endDivisor) {
    return new OneCycle(peak, steps, climb, startDivisor, endDivisor);
  }

  // StrictMath throughout: a rate touches every weight, and must be the same bits on every machine.

  private record Constant(double rate) implements Schedule {
    Constant {
      checkRate("constant", "rate", rate);
    }

    @Override
    public double at(long step) {
      return rate;
    }

    @Override
    public String toString() {
      return Double.toString(rate);
    }
  }

  private record Step(double rate, double factor, long every) implements Schedule {
    Step {
      checkRate("step", "rate", rate);
      checkFactor("step", factor);
      checkSteps("step", "every", every);
    }

    @Override
    public double at(long step) {
      long drops = step / every;
      return rate * StrictMath.pow(factor, (double) drops);
    }

    @Override
    public String toString() {
      return rate + " * " + factor + "^floor(step/" + every + ")";
    }
  }

  private record Exponential(double rate, double factor, long every) implements Schedule {
    Exponential {
      checkRate("exponential", "rate", rate);
      checkFactor("exponential", factor);
      checkSteps("exponential", "every", every);
    }

    @Override
    public double at(long step) {
      return rate * StrictMath.pow(factor, (double) step / every);
    }

    @Override
    public String toString() {
      return rate + " * " + factor + "^(step/" + every + ")";
    }
  }

  private record Cosine(double rate, double floor, long steps) implements Schedule {
    Cosine {
      checkRate("cosine", "rate", rate);
      checkSteps("cosine", "steps", steps);
      if (!(floor >= 0 && floor <= rate)) {
        throw bad("cosine", "floor", floor, "between 0 and the rate " + rate);
      }
    }

    @Override
    public double at(long step) {
      return halfWave(rate, floor, (double) step / steps);
    }

    @Override
    public String toString() {
      return wave(rate, floor, "min(step, " + steps + ")/" + steps);
    }
  }

  private record Warmup(long steps, Schedule then) implements Schedule {
    Warmup {
      checkSteps("warm-up", "steps", steps);
    }

    @Override
    public double at(long step) {
      return step < steps ? then.at(0) * (step + 1.0) / (steps + 1.0) : then.at(step - steps);
    }

    @Override
    public String toString() {
      String climb = then.at(0) + " * (step + 1)/" + (steps + 1);
      return climb + " while step < " + steps + ", then with step - " + steps + ": " + then;
    }
  }

  private record OneCycle(
      double peak, long steps, double climb, double startDivisor, double endDivisor)
      implements Schedule {
    OneCycle {
      checkRate("one-cycle", "peak", peak);
      checkSteps("one-cycle", "steps", steps);
      if (!(climb > 0 && climb < 1)) {
        throw bad("one-cycle", "climb", climb, "a fraction of the steps between 0 and 1");
      }
      checkDivisor("startDivisor", startDivisor);
      checkDivisor("endDivisor", endDivisor);
    }

    /** Where the peak is: a fraction of a step at times, and at least 0 for the shortest runs. */
    private double top() {
      return Math.max(0, climb * steps - 1);
    }

    @Override
    public double at(long step) {
      double top = top();
      if (step < top) {
        return halfWave(peak / startDivisor, peak, step / top);
      }
      double last = steps - 1.0;
      return halfWave(peak, peak / endDivisor, last > top ? (step - top) / (last - top) : 1);
    }

    @Override
    public String toString() {
      double top = top();
      double down = Math.max(0, steps - 1.0 - top);
      return wave(peak / startDivisor, peak, "step/" + top)
          + " while step < "
          + top
          + ", then "
          + wave(peak, peak / endDivisor, "min(step - " + top + ", " + down + ")/" + down);
    }
  }

  /** From {@code a} at part 0 to {@code b} at part 1 and after, flat at both ends. */
  private static double halfWave(double a, double b, double part) {
    if (part >= 1) {
      return b;
    }
    return b + (a - b) * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }

  private static String wave(double a, double b, String part) {
    return b + " + (" + a + " - " + b + ") * (1 + cos(pi * " + part + "))/2";
  }

  private static void checkRate(String schedule, String name, double rate) {
    if (!(rate > 0 && rate <= Float.MAX_VALUE)) {
      throw bad(schedule, name, rate, "finite and above 0");
    }
  }

  private static void checkFactor(String schedule, double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw bad(schedule, "factor", factor, "above 0 and at most 1");
    }
  }

  private static void checkDivisor(String name, double divisor) {
    if (!(divisor >= 1 && divisor < Double.POSITIVE_INFINITY)) {
      throw bad("one-cycle", name, divisor, "at least 1 and finite");
    }
  }

  private static void checkSteps(String schedule, String name, long steps) {
    if (steps < 1) {
      throw bad(schedule, name, steps, "at least 1");
    }
  }

  private static IllegalArgumentException bad(
      String schedule, String name, Object value, String expected) {
    return new IllegalArgumentException(
        "schedule " + schedule + ": " + name + " is " + value + "; it must be " + expected);
  }
}
