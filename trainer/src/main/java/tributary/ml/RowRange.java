package tributary.ml;

import java.util.Arrays;

/**
 * Some rows of a block, in order: {@code rows[from … to)}; what is made of them is written from
 * place 0 on.
 */
record RowRange(int[] rows, int from, int to) {
  static RowRange all(int rows) {
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    return new RowRange(all, 0, rows);
  }

  int count() {
    return to - from;
  }

  int row(int place) {
    return rows[from + place];
  }

  /** Only the rows before this one, which is one of them. */
  RowRange before(int row) {
    return new RowRange(rows, from, Arrays.binarySearch(rows, from, to, row));
  }

  /** The next {@code count} rows at most, after {@code skipped}. */
  RowRange part(int skipped, int count) {
    return new RowRange(rows, from + skipped, Math.min(to, from + skipped + count));
  }
}
