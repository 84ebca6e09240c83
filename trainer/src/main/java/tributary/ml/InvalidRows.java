package tributary.ml;

/**
 * What is done about a row with a value that cannot be used: one that is missing, NaN, infinite or
 * beyond the range of 32-bit floats, whatever its column is for.
 *
 * <p>All else that can be wrong with a row, such as a label that is no class, a negative weight or
 * a vector of another width, is always an error.
 */
public enum InvalidRows {
  /** The first such row is named and the table refused. */
  ERROR,
  /** Such rows are left out, as if the table were without them, and counted. */
  SKIP;

  /** What messages that number rows call a table. */
  String numbered(String table) {
    return this == SKIP ? table + ", skipped rows not counted" : table;
  }
}
