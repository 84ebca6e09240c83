package tributary.nn;

import java.util.Arrays;
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
  private final double[] lossScratch;
  private float[] ones = new float[0];
  private int rows;
  private @Nullable Batch trained;
  private @Nullable ActivationSums seen;
  private float[] columns = new float[0];
  private long dropoutKey;
  private float beta;

  Workspace(Network owner, int[] widths, int outputs) {
    this.owner = owner;
    this.widths = widths;
    this.buffers = new float[widths.length][0];
    this.lossScratch = new double[outputs];
  }

  /** Whether {@code network} made this workspace. */
  boolean belongsTo(Network network) {
    return owner == network;
  }

  void beginTraining(Batch batch, long key, float gradientBeta, @Nullable ActivationSums watcher) {
    rows = batch.rows();
    trained = batch;
    dropoutKey = key;
    beta = gradientBeta;
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

  /** What a layer multiplies its part of the gradient by before it adds to it: 1, or 0. */
  float beta() {
    return beta;
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

  /** For the {@link Loss}, as long as there are logits; holds anything. */
  double[] lossScratch() {
    return lossScratch;
  }

  /** At least as many ones as there are rows: 1ᵀ·D is the sum of the rows of D. Only read. */
  float[] ones() {
    if (ones.length < rows) {
      ones = new float[rows];
      Arrays.fill(ones, 1);
    }
    return ones;
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
