package tributary.nn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What the units of a network did on some examples: which of those that can die were active at all,
 * and, where moments are asked for, Σ y, Σ y² and the number of zeros of each layer.
 *
 * <p>Sums and a union, so that parts add up to what the whole would have given. The order of layers
 * is that of {@link Network#unitLayers}. y is the layer's output; a zero is counted where f(z) = 0,
 * with a skip around the activation too. Belongs to one thread until it is whole.
 */
public final class ActivationSums {
  /** Rows looked at before asking whether a unit is left that was not active yet. */
  private static final int BLOCK = 32;

  private final int[] units;
  private final boolean[] canDie;
  private final boolean moments;
  private final long[][] active;
  private final double[] sums;
  private final double[] squares;
  private final long[] zeros;
  private final long[] values;

  /**
   * @param moments whether to sum up more than which units were active
   */
  public ActivationSums(List<UnitLayer> layers, boolean moments) {
    this(layers.stream().mapToInt(UnitLayer::units).toArray(), canDie(layers), moments);
  }

  private ActivationSums(int[] units, boolean[] canDie, boolean moments) {
    this.units = units;
    this.canDie = canDie;
    this.moments = moments;
    this.active = new long[units.length][];
    for (int l = 0; l < units.length; l++) {
      active[l] = new long[canDie[l] ? (units[l] + 63) / 64 : 0];
    }
    int counted = moments ? units.length : 0;
    this.sums = new double[counted];
    this.squares = new double[counted];
    this.zeros = new long[counted];
    this.values = new long[counted];
  }

  private static boolean[] canDie(List<UnitLayer> layers) {
    boolean[] can = new boolean[layers.size()];
    for (int l = 0; l < can.length; l++) {
      can[l] = layers.get(l).canDie();
    }
    return can;
  }

  /**
   * Takes in what {@code rows} examples gave in one layer: f(z) and y, both rows × units from index
   * 0.
   *
   * @param columns as long as the layer has units; holds anything afterwards
   */
  void add(int layer, float[] f, float[] y, int rows, float[] columns) {
    if (canDie[layer]) {
      addActive(layer, f, rows, columns);
    }
    if (moments) {
      int n = rows * units[layer];
      addMoments(layer, y, n);
      zeros[layer] += countZeros(f, n);
      values[layer] += n;
    }
  }

  /** f ≥ 0, so a unit was active where its column sums to more than 0. */
  private void addActive(int layer, float[] f, int rows, float[] columns) {
    long[] seen = active[layer];
    int width = units[layer];
    // In a healthy layer every unit has been active after a few rows, and the rest need no look.
    for (int from = 0; from < rows && count(seen) < width; from += BLOCK) {
      Arrays.fill(columns, 0, width, 0f);
      for (int r = from; r < Math.min(rows, from + BLOCK); r++) {
        int row = r * width;
        for (int o = 0; o < width; o++) {
          columns[o] += f[row + o];
        }
      }
      for (int o = 0; o < width; o++) {
        if (columns[o] > 0) {
          seen[o >> 6] |= 1L << o;
        }
      }
    }
  }

  /** Two partial sums of each: one alone waits for its own last addition every time. */
  private void addMoments(int layer, float[] y, int n) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    int whole = n & ~1;
    for (int i = 0; i < whole; i += 2) {
      double u = y[i];
      double v = y[i + 1];
      a += u;
      b += v;
      aa += u * u;
      bb += v * v;
    }
    if (whole < n) {
      a += y[whole];
      aa += (double) y[whole] * y[whole];
    }
    sums[layer] += a + b;
    squares[layer] += aa + bb;
  }

  private static int countZeros(float[] f, int n) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += f[i] == 0 ? 1 : 0;
    }
    return count;
  }

  private static int count(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /**
   * this ← this and what {@code other} saw.
   *
   * @throws IllegalArgumentException if {@code other} is another network's, or has no moments where
   *     this has
   */
  public ActivationSums add(ActivationSums other) {
    if (!Arrays.equals(units, other.units) || (moments && !other.moments)) {
      throw new IllegalArgumentException(
          "activations: layers of "
              + Arrays.toString(units)
              + " units cannot take in those of "
              + Arrays.toString(other.units)
              + (other.moments ? "" : " without moments")
              + "; add what was seen of one network in one way");
    }
    for (int l = 0; l < units.length; l++) {
      for (int w = 0; w < active[l].length; w++) {
        active[l][w] |= other.active[l][w];
      }
      if (moments) {
        sums[l] += other.sums[l];
        squares[l] += other.squares[l];
        zeros[l] += other.zeros[l];
        values[l] += other.values[l];
      }
    }
    return this;
  }

  /** Whether the means and shares can be asked for. */
  public boolean hasMoments() {
    return moments;
  }

  /** How many units of the layer were active for an example; all where none can die. */
  public int activeUnits(int layer) {
    return canDie[layer] ? count(active[layer]) : units[layer];
  }

  /** The mean of y over examples and units; NaN without moments or examples. */
  public double mean(int layer) {
    return moments ? sums[layer] / values[layer] : Double.NaN;
  }

  /** The standard deviation of y over examples and units; NaN without moments or examples. */
  public double deviation(int layer) {
    double mean = mean(layer);
    return moments
        ? Math.sqrt(Math.max(0, squares[layer] / values[layer] - mean * mean))
        : Double.NaN;
  }

  /** The share of f(z) that is exactly 0; NaN without moments or examples. */
  public double zeroShare(int layer) {
    return moments ? (double) zeros[layer] / values[layer] : Double.NaN;
  }

  /** Writes all of it, to be read by {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(moments);
    out.writeInt(units.length);
    for (int l = 0; l < units.length; l++) {
      out.writeInt(units[l]);
      out.writeBoolean(canDie[l]);
      for (long word : active[l]) {
        out.writeLong(word);
      }
      if (moments) {
        out.writeDouble(sums[l]);
        out.writeDouble(squares[l]);
        out.writeLong(zeros[l]);
        out.writeLong(values[l]);
      }
    }
  }

  /** Reads what {@link #write} wrote, bit for bit. */
  public static ActivationSums read(DataInput in) throws IOException {
    boolean moments = in.readBoolean();
    int layers = in.readInt();
    int[] units = new int[layers];
    boolean[] canDie = new boolean[layers];
    long[][] active = new long[layers][];
    double[][] measured = new double[layers][];
    long[][] counted = new long[layers][];
    for (int l = 0; l < layers; l++) {
      units[l] = in.readInt();
      canDie[l] = in.readBoolean();
      active[l] = new long[canDie[l] ? (units[l] + 63) / 64 : 0];
      for (int w = 0; w < active[l].length; w++) {
        active[l][w] = in.readLong();
      }
      if (moments) {
        measured[l] = new double[] {in.readDouble(), in.readDouble()};
        counted[l] = new long[] {in.readLong(), in.readLong()};
      }
    }
    ActivationSums sums = new ActivationSums(units, canDie, moments);
    for (int l = 0; l < layers; l++) {
      sums.active[l] = active[l];
      if (moments) {
        sums.sums[l] = measured[l][0];
        sums.squares[l] = measured[l][1];
        sums.zeros[l] = counted[l][0];
        sums.values[l] = counted[l][1];
      }
    }
    return sums;
  }
}
