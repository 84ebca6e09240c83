package tributary.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a table that are read: features in the network's order, targets, weight. */
record TableColumns(
    List<TableColumn> features, List<TableColumn> targets, @Nullable TableColumn weight)
    implements Serializable {
  TableColumns {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
  }

  /** Features, targets, weight: the order in which a row's values are looked at. */
  List<TableColumn> all() {
    List<TableColumn> all = new ArrayList<>(features);
    all.addAll(targets);
    if (weight != null) {
      all.add(weight);
    }
    return all;
  }

  /** The same columns in rows that hold nothing but them, in the order of {@link #all}. */
  TableColumns alone() {
    List<TableColumn> alone = new ArrayList<>();
    for (TableColumn column : all()) {
      alone.add(new TableColumn(column.name(), alone.size(), column.kind(), column.use()));
    }
    int targetsEnd = features.size() + targets.size();
    return new TableColumns(
        alone.subList(0, features.size()),
        alone.subList(features.size(), targetsEnd),
        weight == null ? null : alone.get(targetsEnd));
  }
}
