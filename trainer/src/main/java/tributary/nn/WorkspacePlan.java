package tributary.nn;

import java.util.ArrayList;
import java.util.List;

/** What a network's layers need of a workspace: the width of each buffer, in the order reserved. */
final class WorkspacePlan {
  /** The number of a buffer that was not needed. */
  static final int NONE = -1;

  private final List<Integer> widths = new ArrayList<>();

  /** Asks for a buffer of batch rows × {@code width} and returns its number. */
  int reserve(int width) {
    widths.add(width);
    return widths.size() - 1;
  }

  int[] widths() {
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }
}
