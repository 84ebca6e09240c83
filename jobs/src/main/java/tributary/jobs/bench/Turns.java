package tributary.jobs.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * What one contestant did, turn by turn.
 *
 * @param unit such as {@code examples/s} or {@code ms}
 * @param values one for each turn, in their order; at least one
 */
public record Turns(String unit, List<Double> values) {
  public Turns {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("turns: there are none; a figure needs at least one");
    }
  }

  static Turns of(String unit, double... values) {
    return new Turns(unit, Arrays.stream(values).boxed().toList());
  }

  /** The middle one, or the mean of the two in the middle. */
  public double median() {
    double[] sorted = sorted();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  public double lowest() {
    return sorted()[0];
  }

  public double highest() {
    return sorted()[values.size() - 1];
  }

  /** This turn by turn with those of another, such as their ratios. */
  Turns with(Turns other, String newUnit, DoubleBinaryOperator operator) {
    return new Turns(
        newUnit,
        IntStream.range(0, Math.min(values.size(), other.values.size()))
            .mapToObj(i -> operator.applyAsDouble(values.get(i), other.values.get(i)))
            .toList());
  }

  private double[] sorted() {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
