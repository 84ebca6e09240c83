package tributary.ml;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * One column that is read, and the one place that takes values out of Spark's rows and refuses
 * those that cannot be used.
 *
 * @param index where the value lies in the rows that are read
 */
record TableColumn(String name, int index, ColumnKind kind, ColumnUse use) implements Serializable {
  private static final String FILL =
      "fill or drop missing values first, or exclude the column from the features";

  /**
   * A number, or a boolean as 0 or 1.
   *
   * @throws BadCell if it is missing, infinite or beyond a 32-bit float; if a weight is negative or
   *     a label neither 0 nor 1
   */
  double number(Row row) {
    Object value = present(row);
    double number = value instanceof Boolean yes ? (yes ? 1 : 0) : ((Number) value).doubleValue();
    checkFinite(number, "the value");
    if (use == ColumnUse.WEIGHT && number < 0) {
      throw bad("the weight is " + number + "; weights must not be negative");
    }
    if (use == ColumnUse.LABEL_TARGET && number != 0 && number != 1) {
      throw bad("the label is " + number + "; a label must be 0 or 1, or false or true");
    }
    return number;
  }

  /**
   * The level of a string column; whole numbers and booleans are written out, because a source that
   * guesses types may have found only such values this time.
   *
   * @throws BadCell if it is missing
   */
  String level(Row row) {
    return present(row).toString();
  }

  /**
   * The class as it is listed in the encoding: strings as they are, numbers as whole numbers.
   *
   * @throws BadCell if it is missing, fractional or negative
   */
  String classLabel(Row row) {
    Object value = present(row);
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    double number = ((Number) value).doubleValue();
    if (Double.isNaN(number)) {
      throw missing("NaN");
    }
    if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
      throw bad("the label is " + value + "; class labels must be whole numbers from 0");
    }
    return Integer.toString((int) number);
  }

  /**
   * Fills the cell with the row's vector.
   *
   * @throws BadCell if it is missing, or an element is missing, infinite or beyond a 32-bit float
   */
  void vector(Row row, VectorCell cell) {
    Object value = present(row);
    if (value instanceof Vector vector) {
      cell.set(vector);
    } else if (value instanceof byte[] bytes) {
      cell.set(bytes);
    } else {
      cell.set((scala.collection.Seq<?>) value);
    }
    for (int k = 0; k < cell.stored(); k++) {
      if (!Float.isFinite((float) cell.value(k))) {
        checkFinite(cell.value(k), "element " + cell.index(k));
      }
    }
  }

  BadCell unequalWidth(int found, int expected) {
    return bad(
        "the vector has "
            + found
            + " elements, expected "
            + expected
            + " as in the rows before; give all rows vectors of one width");
  }

  BadCell bad(String message) {
    return BadCell.value(name, message);
  }

  private Object present(Row row) {
    @Nullable Object value = row.get(index);
    if (value == null) {
      throw missing("null");
    }
    return value;
  }

  private void checkFinite(double number, String what) {
    if (Float.isFinite((float) number)) {
      return;
    }
    if (Double.isNaN(number)) {
      throw missing(what.equals("the value") ? "NaN" : what + " is NaN or null");
    }
    if (Double.isInfinite(number)) {
      throw bad(what + " is " + number + "; it must be finite: replace or drop such rows first");
    }
    throw bad(
        what
            + " is "
            + number
            + ", beyond the range of 32-bit floats (±3.4E38); rescale the column first");
  }

  private BadCell missing(String found) {
    return bad(
        "the "
            + use.word()
            + " is missing ("
            + found
            + "); "
            + (use == ColumnUse.FEATURE ? FILL : "drop rows without a " + use.word() + " first"));
  }
}
