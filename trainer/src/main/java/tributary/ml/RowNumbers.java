package tributary.ml;

import java.util.List;
import tributary.data.SkippedRows;

/**
 * Where each partition of a table begins, counted once before anything is made of the rows.
 *
 * @param starts the number of each partition's first row; then the number of all rows
 * @param skipped which rows were left out, and are not counted in {@code starts}
 */
record RowNumbers(long[] starts, SkippedRows skipped) {
  /** From what each partition has counted, in their order. */
  static RowNumbers of(List<SkippedRows> partitions) {
    long[] starts = new long[partitions.size() + 1];
    SkippedRows skipped = SkippedRows.none(0);
    for (int p = 0; p < partitions.size(); p++) {
      SkippedRows partition = partitions.get(p);
      starts[p + 1] = starts[p] + partition.left();
      skipped = skipped.then(partition);
    }
    return new RowNumbers(starts, skipped);
  }

  long rows() {
    return starts[starts.length - 1];
  }
}
