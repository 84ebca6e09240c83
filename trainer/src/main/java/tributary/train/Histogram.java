package tributary.train;

/**
 * How the values of an array are spread: counts in buckets whose bounds grow by a quarter of a
 * power of two.
 *
 * <p>Bucket i holds what lies between {@code limits[i − 1]} and {@code limits[i]}; neighbouring
 * buckets of nothing are one. The arrays belong to the record and nobody writes into them.
 *
 * @param min infinite, like {@code max}, where there are no values
 * @param limits ascending
 * @param counts as many as there are limits
 */
public record Histogram(
    double min,
    double max,
    long count,
    double sum,
    double sumOfSquares,
    double[] limits,
    double[] counts) {}
