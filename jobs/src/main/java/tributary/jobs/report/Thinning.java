package tributary.jobs.report;

/** Makes long series short without losing what stands out. */
final class Thinning {
  /** The steps over which a smoothed curve looks back: this share of what there is. */
  private static final double SMOOTHED_SHARE = 0.02;

  private Thinning() {}

  /**
   * At most {@code limit} points: the lowest and the highest of each of limit / 2 stretches of
   * equal length, in the order in which they came. A series that is short enough stays as it is.
   *
   * @throws IllegalArgumentException if {@code limit} is less than 2
   */
  static Series extremes(Series series, int limit) {
    if (limit < 2) {
      throw new IllegalArgumentException("thin a series to " + limit + " points; 2 is the least");
    }
    if (series.size() <= limit) {
      return series;
    }
    int stretches = limit / 2;
    Series thin = new Series();
    for (int k = 0; k < stretches; k++) {
      int from = (int) ((long) series.size() * k / stretches);
      int to = (int) ((long) series.size() * (k + 1) / stretches);
      addExtremes(series, from, to, thin);
    }
    return thin;
  }

  private static void addExtremes(Series series, int from, int to, Series thin) {
    int low = -1;
    int high = -1;
    for (int i = from; i < to; i++) {
      double value = series.value(i);
      if (Double.isFinite(value)) {
        low = low < 0 || value < series.value(low) ? i : low;
        high = high < 0 || value >= series.value(high) ? i : high;
      }
    }
    if (low < 0) {
      // Nothing finite here: one point, so that the curve shows a gap.
      low = from;
      high = from;
    }
    int first = Math.min(low, high);
    int second = Math.max(low, high);
    thin.add(series.step(first), series.value(first));
    if (second != first) {
      thin.add(series.step(second), series.value(second));
    }
  }

  /**
   * The exponential moving mean, each weighed as if the values before the first were never there
   * (Kingma, Ba 2015, section 3: division by 1 − βᵗ). Values that are not finite are passed over.
   */
  static Series smoothed(Series series) {
    return smoothed(series, false);
  }

  /** The same, but exact zeros stay what they are, and the mean begins anew after them. */
  static Series smoothedUpToZeros(Series series) {
    return smoothed(series, true);
  }

  private static Series smoothed(Series series, boolean upToZeros) {
    double keep = 1 - 1 / Math.max(1, SMOOTHED_SHARE * series.size());
    double sum = 0;
    double weight = 0;
    Series smooth = new Series();
    for (int i = 0; i < series.size(); i++) {
      double value = series.value(i);
      if (value == 0 && upToZeros) {
        sum = 0;
        weight = 0;
        smooth.add(series.step(i), 0);
      } else if (Double.isFinite(value)) {
        sum = keep * sum + (1 - keep) * value;
        weight = keep * weight + (1 - keep);
        smooth.add(series.step(i), sum / weight);
      }
    }
    return smooth;
  }
}
