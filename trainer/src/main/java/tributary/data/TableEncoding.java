package tributary.data;

import java.io.Serializable;
import java.util.List;

/**
 * Everything learnt from the training rows about turning raw rows into the network's inputs and
 * targets.
 */
public record TableEncoding(List<ColumnEncoding> features, TargetEncoding target)
    implements Serializable {
  public TableEncoding {
    features = List.copyOf(features);
  }

  /** The network's inputs: the widths of all feature columns, one after the other. */
  public int inputs() {
    return features.stream().mapToInt(ColumnEncoding::width).sum();
  }
}
