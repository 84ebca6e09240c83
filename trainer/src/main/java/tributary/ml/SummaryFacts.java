package tributary.ml;

/**
 * What a fit was about, for its summary.
 *
 * @param skippedRows of the training and validation tables, left out of them
 * @param execution how its steps were run, and why; on a line
 * @param seconds the whole fit took, preparation and all
 */
record SummaryFacts(
    String estimator,
    String weightsSha256,
    long rows,
    long validationRows,
    long skippedRows,
    int parameters,
    int batchSize,
    int shards,
    String execution,
    double seconds) {}
