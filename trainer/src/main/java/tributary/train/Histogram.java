package tributary.train;

/**
 * How the values of an array are spread: counts in buckets whose bounds grow by a quarter of a
 * power of two.
 *
 * <p>Bucket i holds the values above {@code limits[i − 1]} and up to {@code limits[i]}; buckets of
 * nothing at either end are left out. The arrays belong to the record and nobody writes into them.
 *
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
