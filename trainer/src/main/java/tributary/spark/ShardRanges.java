package tributary.spark;

import java.io.Serializable;

/**
 * How {@code count} things in a row are dealt to {@code parts} neighbours: part t owns the range
 * [t·count/parts, (t+1)·count/parts), divisions rounded down.
 */
record ShardRanges(int count, int parts) implements Serializable {
  /**
   * @throws IllegalArgumentException if there are more parts than things, or none of either
   */
  ShardRanges {
    if (parts < 1 || count < parts) {
      throw new IllegalArgumentException(
          "ranges: " + count + " shards over " + parts + " tasks; each task needs at least one");
    }
  }

  int first(int part) {
    return (int) ((long) part * count / parts);
  }

  /** Exclusive. */
  int last(int part) {
    return first(part + 1);
  }

  /** The part that owns {@code index}. */
  int partOf(int index) {
    return (int) (((index + 1L) * parts - 1) / count);
  }

  /** How many whole subtrees of the binary tree over the shards the range of a part leaves. */
  static int subtrees(int first, int last) {
    int n = 0;
    int from = first;
    while (from < last) {
      // The largest aligned block that begins here and ends within the range.
      int aligned = from == 0 ? Integer.highestOneBit(last) : Integer.lowestOneBit(from);
      int fitting = Integer.highestOneBit(last - from);
      from += Math.min(aligned, fitting);
      n++;
    }
    return n;
  }
}
