package tributary.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.data.DataException;
import tributary.data.MissingColumns;
import tributary.data.NearestName;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.Workspace;

/**
 * One raw row for a {@link Scorer}, to be filled and used over and over by one thread.
 *
 * <p>Values stay until they are set anew or {@linkplain #clear cleared}. What is set is encoded at
 * once, so a value that cannot be used is refused there, with a {@link DataException} that names
 * the column, and the column then counts as not set. Columns are given by name, or faster by their
 * place among {@link Scorer#columns}. A level that was not seen in training is no error; it becomes
 * zeros.
 */
public final class ScorerRow {
  private final Scorer scorer;
  private final ScorerColumn[] columns;
  private final Workspace workspace;
  private final float[] x;
  private final boolean[] filled;
  private int empty;

  ScorerRow(Scorer scorer, ScorerColumn[] columns, Network network) {
    this.scorer = scorer;
    this.columns = columns;
    this.workspace = network.workspace();
    this.x = new float[network.spec().inputs()];
    this.filled = new boolean[columns.length];
    this.empty = columns.length;
  }

  /**
   * Sets a numeric column.
   *
   * @throws DataException if there is no such column, it is not numeric, or the value is NaN,
   *     infinite or beyond a 32-bit float
   */
  public ScorerRow set(String column, double value) {
    return set(place(column), value);
  }

  /** Sets a boolean column: 1 or 0 where the column is numeric, else the level of that name. */
  public ScorerRow set(String column, boolean value) {
    return set(place(column), value);
  }

  /** Sets a categorical column. */
  public ScorerRow set(String column, String level) {
    return set(place(column), level);
  }

  /** Sets a vector column; the array is only read, and not kept. */
  public ScorerRow set(String column, double[] values) {
    return set(place(column), values);
  }

  /** As {@link #set(String, double[])}. */
  public ScorerRow set(String column, float[] values) {
    return set(place(column), values);
  }

  /** As {@link #set(String, double)}. */
  public ScorerRow set(int column, double value) {
    begin(column);
    columns[column].put(value, x);
    return end(column);
  }

  /** As {@link #set(String, boolean)}. */
  public ScorerRow set(int column, boolean value) {
    begin(column);
    columns[column].put(value, x);
    return end(column);
  }

  /** As {@link #set(String, String)}. */
  public ScorerRow set(int column, String level) {
    begin(column);
    columns[column].put(level, x);
    return end(column);
  }

  /** As {@link #set(String, double[])}. */
  public ScorerRow set(int column, double[] values) {
    begin(column);
    columns[column].put(values, x);
    return end(column);
  }

  /** As {@link #set(String, float[])}. */
  public ScorerRow set(int column, float[] values) {
    begin(column);
    columns[column].put(values, x);
    return end(column);
  }

  void set(int column, @Nullable Object value) {
    begin(column);
    columns[column].put(value, x);
    end(column);
  }

  /** Forgets all values. */
  public void clear() {
    Arrays.fill(filled, false);
    empty = columns.length;
  }

  private int place(String column) {
    int place = scorer.place(column);
    if (place < 0) {
      String near =
          NearestName.of(column, scorer.columns())
              .map(name -> " (the nearest is '" + name + "')")
              .orElse("");
      throw new DataException(
          "row: the model reads no column '"
              + column
              + "'"
              + near
              + "; it reads "
              + MissingColumns.names(scorer.columns()));
    }
    return place;
  }

  private void begin(int column) {
    if (filled[column]) {
      filled[column] = false;
      empty++;
    }
  }

  private ScorerRow end(int column) {
    filled[column] = true;
    empty--;
    return this;
  }

  /** One row of logits, in this row's own memory until it is used again. */
  Matrix logits(Scorer owner, Network network, float[] weights) {
    if (owner != scorer) {
      throw new IllegalArgumentException(
          "scorer: the row was made by another scorer; use one from this scorer's row()");
    }
    if (empty > 0) {
      throw new DataException("row: no value is set for " + unset() + "; set every column first");
    }
    return network.logits(weights, x, 0, 1, workspace);
  }

  private String unset() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < filled.length; i++) {
      if (!filled[i]) {
        names.add("'" + columns[i].name + "'");
      }
    }
    return MissingColumns.names(names);
  }
}
