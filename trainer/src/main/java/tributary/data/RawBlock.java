package tributary.data;

import java.io.Serializable;
import java.util.List;

/**
 * A run of consecutive rows of a raw table, column by column: what a source gave, kept as plain
 * arrays so that whatever goes over it again meets numbers and not objects.
 *
 * <p>Its arrays belong to the block and are not written after it is made.
 *
 * @param rows how many rows there are, usable or not
 * @param columns in the order in which a row's values are looked at
 * @param skipped which rows of the source the block leaves out
 */
public record RawBlock(int rows, List<RawColumn> columns, SkippedRows skipped)
    implements Serializable {
  public RawBlock {
    columns = List.copyOf(columns);
  }

  /** A block of all rows that the source had. */
  public RawBlock(int rows, List<RawColumn> columns) {
    this(rows, columns, SkippedRows.none(rows));
  }
}
