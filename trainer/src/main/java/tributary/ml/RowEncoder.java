package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import tributary.data.TableEncoding;

/** Turns raw rows into the network's floats; made in a task, for one thread. */
final class RowEncoder {
  private final List<FeatureEncoder> features = new ArrayList<>();
  private final int[] offsets;
  private final int inputs;
  private final int targets;
  private final @Nullable TargetEncoder target;
  private final @Nullable TableColumn weight;

  /** Without target columns, only {@link #features} may be asked for. */
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

  /** Overwrites {@code x[offset … offset + inputs)}. */
  void features(Row row, float[] x, int offset) {
    for (int i = 0; i < offsets.length; i++) {
      features.get(i).encode(row, x, offset + offsets[i]);
    }
  }

  /** Overwrites {@code y[offset … offset + targets)}. */
  void targets(Row row, float[] y, int offset) {
    if (target != null) {
      target.encode(row, y, offset);
    }
  }

  /** The row's weight; 1 where the table has none. */
  float weight(Row row) {
    return weight == null ? 1 : (float) weight.number(row);
  }

  /** Per feature, how many rows so far had a level that was never seen in training. */
  long[] unseen() {
    return features.stream().mapToLong(FeatureEncoder::unseen).toArray();
  }
}
