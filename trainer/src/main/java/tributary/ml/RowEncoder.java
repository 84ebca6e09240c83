package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.data.RawBlock;
import tributary.data.RawColumn;
import tributary.data.TableEncoding;

/**
 * Turns raw rows into the network's floats, a column at a time; made in a task, for one thread.
 *
 * <p>It reads blocks of nothing but its own columns, in the order of {@link TableColumns#all}.
 */
final class RowEncoder {
  private final List<FeatureEncoder> features = new ArrayList<>();
  private final int[] offsets;
  private final int inputs;
  private final int targets;
  private final @Nullable TargetEncoder target;
  private final @Nullable TableColumn weight;

  /** Without target columns there are no targets. */
  RowEncoder(TableEncoding encoding, TableColumns columns) {
    offsets = new int[encoding.features().size()];
    int offset = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset;
      offset += encoding.features().get(i).width();
      features.add(FeatureEncoder.of(columns.features().get(i), encoding.features().get(i)));
    }
    inputs = offset;
    boolean withTarget = !columns.targets().isEmpty();
    targets = withTarget ? encoding.target().width() : 0;
    target = withTarget ? TargetEncoder.of(columns.targets(), encoding.target()) : null;
    weight = columns.weight();
  }

  int inputs() {
    return inputs;
  }

  int targets() {
    return targets;
  }

  boolean hasWeights() {
    return weight != null;
  }

  /**
   * Overwrites the inputs, the targets and, if there are any, the weights of these rows.
   *
   * @param x rows × inputs, from place 0
   * @param y rows × targets
   * @throws BadCell for the first row with a value that cannot be used, and its first such column
   */
  void encode(RawBlock block, RowRange range, float[] x, float[] y, float @Nullable [] weights) {
    RowRange rest = range;
    @Nullable BadCell found = null;
    for (int column = 0; column < offsets.length; column++) {
      try {
        features.get(column).encode(block.columns().get(column), rest, x, offsets[column], inputs);
      } catch (BadCell bad) {
        found = bad;
        rest = rest.before(bad.row());
      }
    }
    try {
      encodeOthers(block, rest, y, weights);
    } catch (BadCell bad) {
      found = bad;
    }
    if (found != null) {
      throw found;
    }
  }

  private void encodeOthers(RawBlock block, RowRange range, float[] y, float @Nullable [] weights) {
    RowRange rest = range;
    @Nullable BadCell found = null;
    try {
      if (target != null) {
        target.encode(block, offsets.length, range, y);
      }
    } catch (BadCell bad) {
      found = bad;
      rest = rest.before(bad.row());
    }
    if (weight != null && weights != null) {
      RawColumn.Numbers values =
          (RawColumn.Numbers) block.columns().get(block.columns().size() - 1);
      for (int i = 0; i < rest.count(); i++) {
        weights[i] = (float) weight.number(values, rest.row(i));
      }
    }
    if (found != null) {
      throw found;
    }
  }

  /** Per feature, how many rows so far had a level that was never seen in training. */
  long[] unseen() {
    return features.stream().mapToLong(FeatureEncoder::unseen).toArray();
  }
}
