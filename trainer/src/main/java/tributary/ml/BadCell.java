package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A value that cannot be used, on its way to whoever knows the row's number and turns it into a
 * {@link TableException}.
 */
final class BadCell extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final String message;
  private final boolean ofRow;
  private final int row;

  private BadCell(String column, String message, boolean ofRow, int row) {
    // Without a stack trace: it always comes from the same few lines, and is never shown.
    super(message, null, false, false);
    this.column = column;
    this.message = message;
    this.ofRow = ofRow;
    this.row = row;
  }

  /** The value in this row of the block cannot be used. */
  static BadCell value(String column, String message, int row) {
    return new BadCell(column, message, true, row);
  }

  /** This row of the block shows that the whole column cannot be used. */
  static BadCell wholeColumn(String column, String message, int row) {
    return new BadCell(column, message, false, row);
  }

  /** The row within its block. */
  int row() {
    return row;
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(column);
    out.writeUTF(message);
    out.writeBoolean(ofRow);
    out.writeInt(row);
  }

  static BadCell read(DataInput in) throws IOException {
    return new BadCell(in.readUTF(), in.readUTF(), in.readBoolean(), in.readInt());
  }

  /** The sentence for the user; {@code row} counts from 0, people count from 1. */
  String at(String table, long row) {
    String where = ofRow ? ", row " + (row + 1) + " (the first is 1)" : "";
    return table + where + ", column '" + column + "': " + message;
  }
}
