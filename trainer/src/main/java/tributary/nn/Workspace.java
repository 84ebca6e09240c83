package tributary.nn;

import org.jspecify.annotations.Nullable;
import tributary.data.Batch;

/**
 * The scratch memory of one thread's calls of one {@link Network}: activations, their gradients,
 * masks, and what the running call is about.
 *
 * <p>Empty when made; each buffer grows to the largest batch seen and is then reused, so that a
 * call whose batch is no larger allocates nothing. Nothing in it outlives the next call.
 */
public final class Workspace {
  private final Network owner;
  private final int[] widths;
  private final float[][] buffers;
  private final double[] scratch = new double[SmoothFunctions.SCRATCH];
  private int rows;
  private @Nullable Batch trained;
  private @Nullable ActivationSums seen;
  private float[] columns = new float[0];
  private long dropoutKey;

  Workspace(Network owner, int[] widths) {
    this.owner = owner;
    this.widths = widths;
    this.buffers = new float[widths.length][0];
  }

  /** Whether {@code network} made this workspace. */
  boolean belongsTo(Network network) {
    return owner == network;
  }

  void beginTraining(Batch batch, long key, @Nullable ActivationSums watcher) {
    rows = batch.rows();
    trained = batch;
    dropoutKey = key;
    seen = watcher;
  }

  void beginEvaluation(int evaluatedRows) {
    rows = evaluatedRows;
    trained = null;
    seen = null;
  }

  int rows() {
    return rows;
  }

  boolean training() {
    return trained != null;
  }

  long dropoutKey() {
    return dropoutKey;
  }

  /** The table row of example {@code r}; only in training. */
  long tableRow(int r) {
    if (trained == null) {
      throw new IllegalStateException("workspace: table rows are known in training only");
    }
    return trained.tableRow(r);
  }

  /** Tells whoever watches this training pass what a layer of units gave: f(z) and y. */
  void watch(int layer, int units, float[] f, float[] y) {
    if (seen != null) {
      if (columns.length < units) {
        columns = new float[units];
      }
      seen.add(layer, f, y, rows, columns);
    }
  }

  /** For the loops of an {@link Activation}; holds anything. */
  double[] scratch() {
    return scratch;
  }

  /** Buffer {@code number}, at least rows × its width long; its content is whatever was left. */
  float[] buffer(int number) {
    long length = (long) rows * widths[number];
    if (buffers[number].length < length) {
      buffers[number] = new float[requireInt(length, number)];
    }
    return buffers[number];
  }

  private int requireInt(long length, int number) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "workspace: "
              + rows
              + " rows × "
              + widths[number]
              + " values do not fit one array; feed the network fewer rows at a time");
    }
    return (int) length;
  }
}
