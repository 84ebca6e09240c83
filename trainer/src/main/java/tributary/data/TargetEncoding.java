package tributary.data;

import java.io.Serializable;
import java.util.List;

/**
 * How the raw target becomes what the loss is given, and how predictions turn back into the
 * target's own units.
 */
public sealed interface TargetEncoding extends Serializable {
  /** The raw target columns. */
  List<String> columns();

  /** Floats per row that the loss is given. */
  int width();

  /** What a prediction has a number for: every column, label or class, by its name. */
  default List<String> outputs() {
    return columns();
  }

  /** Numbers: (value − mean) / scale per column. */
  record Regression(List<String> columns, List<Double> means, List<Double> scales)
      implements TargetEncoding {
    public Regression {
      columns = List.copyOf(columns);
      means = List.copyOf(means);
      scales = List.copyOf(scales);
    }

    @Override
    public int width() {
      return columns.size();
    }
  }

  /**
   * One of several classes: the index of the value among {@code classes}; numbers are written as
   * whole numbers.
   */
  record Classes(String column, List<String> classes) implements TargetEncoding {
    public Classes {
      classes = List.copyOf(classes);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public List<String> outputs() {
      return classes;
    }
  }

  /** Several yes/no columns, each 0 or 1. */
  record Labels(List<String> columns) implements TargetEncoding {
    public Labels {
      columns = List.copyOf(columns);
    }

    @Override
    public int width() {
      return columns.size();
    }
  }
}
