package tributary.optim;

/** The weights {@code [offset, offset + length)} of the flat vector, as one slot of a layout. */
public record WeightRange(int offset, int length) {
  /**
   * @throws IllegalArgumentException if the range is empty, begins below 0, or ends beyond what an
   *     array can hold
   */
  public WeightRange {
    if (offset < 0 || length < 1 || length > Integer.MAX_VALUE - offset) {
      throw new IllegalArgumentException(
          "weight range: offset "
              + offset
              + ", length "
              + length
              + "; the offset must be at least 0, the length at least 1, their sum below 2^31");
    }
  }

  /** The first index after the range. */
  public int end() {
    return offset + length;
  }
}
