package tributary.ml;

import java.io.Serializable;
import tributary.data.RandomStream;

/**
 * Which part of the table a row falls to: a pure function of (seed, row), so that neither
 * partitions nor the other rows matter.
 */
record RowSplit(long seed, double validation, double test) implements Serializable {
  static final int TRAIN = 0;
  static final int VALIDATION = 1;
  static final int TEST = 2;
  static final int PARTS = 3;

  // Sets this stream of random numbers apart from all others drawn from the same seed.
  private static final long SPLIT = 0x53504C4954L;

  /** The parts of rows {@code start … start + rows − 1}. */
  byte[] partsOf(long start, int rows) {
    byte[] parts = new byte[rows];
    for (int i = 0; i < rows; i++) {
      parts[i] = (byte) partOf(start + i);
    }
    return parts;
  }

  int partOf(long row) {
    if (validation == 0 && test == 0) {
      return TRAIN;
    }
    double u = RandomStream.unit(RandomStream.hash(seed, SPLIT, row));
    if (u < test) {
      return TEST;
    }
    return u < test + validation ? VALIDATION : TRAIN;
  }
}
