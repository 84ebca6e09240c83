package tributary.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * Vectors of one length that a task uses from step to step, so that none is allocated after the
 * first. Belongs to one thread.
 */
final class ReusedArrays {
  private final int length;
  private final List<float[]> all = new ArrayList<>();
  private final List<float[]> free = new ArrayList<>();

  ReusedArrays(int length) {
    this.length = length;
  }

  /** One that nobody else has now; what is in it is anything. */
  float[] take() {
    if (free.isEmpty()) {
      float[] made = new float[length];
      all.add(made);
      return made;
    }
    return free.remove(free.size() - 1);
  }

  /** One that was taken and is no longer needed. */
  void giveBack(float[] array) {
    free.add(array);
  }

  /** All that were ever taken are free again. */
  void reclaim() {
    free.clear();
    free.addAll(all);
  }
}
