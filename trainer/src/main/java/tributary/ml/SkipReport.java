package tributary.ml;

import java.util.List;
import java.util.Optional;
import tributary.data.SkippedRows;

/**
 * How many rows of a table were left out since they have a value that cannot be used.
 *
 * @param table what messages call it
 * @param of how many rows the table has in all
 * @param columns for which rows were left out; each row counts for the first such column
 */
public record SkipReport(String table, long of, List<Column> columns) {
  public SkipReport {
    columns = List.copyOf(columns);
  }

  /**
   * The rows left out for one column.
   *
   * @param firstRow the number, from 1 in the table, of the first of them
   * @param found what that row had there
   */
  public record Column(String name, long rows, long firstRow, String found) {}

  /** Empty if no row was left out. */
  static Optional<SkipReport> of(String table, SkippedRows skipped, TableColumns columns) {
    if (skipped.columns().isEmpty()) {
      return Optional.empty();
    }
    List<TableColumn> all = columns.all();
    return Optional.of(
        new SkipReport(
            table,
            skipped.of(),
            skipped.columns().stream()
                .map(
                    column ->
                        new Column(
                            all.get(column.index()).name(),
                            column.rows(),
                            column.first() + 1,
                            column.found()))
                .toList()));
  }

  /** How many rows were left out. */
  public long rows() {
    return columns.stream().mapToLong(Column::rows).sum();
  }

  /**
   * Such as {@code training table: 3 of 1,000 rows skipped: 2 for column 'a' (first in row 17:
   * NaN), 1 for column 'y' (first in row 40: null)}.
   */
  public String sentence() {
    return table
        + ": "
        + ArchitectureTable.number(rows())
        + " of "
        + ArchitectureTable.number(of)
        + " rows skipped: "
        + String.join(", ", columns.stream().map(SkipReport::phrase).toList());
  }

  private static String phrase(Column column) {
    return ArchitectureTable.number(column.rows())
        + " for column '"
        + column.name()
        + "' (first in row "
        + ArchitectureTable.number(column.firstRow())
        + ": "
        + column.found()
        + ")";
  }
}
