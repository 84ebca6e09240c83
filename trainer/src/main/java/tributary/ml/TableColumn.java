package tributary.ml;

import java.io.Serializable;
import tributary.data.RawColumn;
import tributary.data.RawValue;

/**
 * One column that is read, and the one place that refuses values which cannot be used.
 *
 * @param index where the value lies in the rows that are read
 */
record TableColumn(String name, int index, ColumnKind kind, ColumnUse use) implements Serializable {
  /**
   * The number of a row of the block; a boolean is 0 or 1.
   *
   * @throws BadCell if it is missing, infinite or beyond a 32-bit float; if a weight is negative or
   *     a label neither 0 nor 1
   */
  double number(RawColumn.Numbers values, int row) {
    if (row >= values.usable()) {
      throw missing(row);
    }
    double number = values.number(row);
    if (!RawValue.isUsable(number)) {
      throw notFinite(number, "the value", row);
    }
    if (use == ColumnUse.WEIGHT && number < 0) {
      throw bad("the weight is " + number + "; weights must not be negative", row);
    }
    if (use == ColumnUse.LABEL_TARGET && number != 0 && number != 1) {
      throw bad("the label is " + number + "; a label must be 0 or 1, or false or true", row);
    }
    return number;
  }

  /**
   * The class as it is listed in the encoding: strings as they are, numbers as whole numbers.
   *
   * @param level as a block lists it
   * @param row to blame
   * @throws BadCell if it is fractional or negative
   */
  String classLabel(String level, int row) {
    if (kind == ColumnKind.STRING || kind == ColumnKind.BOOLEAN) {
      return level;
    }
    double number = Double.parseDouble(level);
    if (Double.isNaN(number)) {
      throw missing("NaN", row);
    }
    if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
      throw bad("the label is " + level + "; class labels must be whole numbers from 0", row);
    }
    return Integer.toString((int) number);
  }

  /**
   * Copies what a row of the block stores of its vector to the front of {@code cell}.
   *
   * @return how many elements that are
   * @throws BadCell if the vector is missing, or an element is missing, infinite or beyond a 32-bit
   *     float
   */
  int vector(RawColumn.Vectors vectors, int row, double[] cell) {
    int start = vectors.start(row);
    int stored = vectors.stored(row);
    vectors.elements().copy(start, stored, cell);
    for (int k = 0; k < stored; k++) {
      if (!RawValue.isUsable(cell[k])) {
        throw notFinite(cell[k], "element " + vectors.index(start, k), row);
      }
    }
    return stored;
  }

  BadCell unequalWidth(int found, int expected, int row) {
    return bad(
        "the vector has "
            + found
            + " elements, expected "
            + expected
            + " as in the rows before; give all rows vectors of one width",
        row);
  }

  BadCell missing(int row) {
    return missing("null", row);
  }

  BadCell bad(String message, int row) {
    return BadCell.value(name, message, row);
  }

  private BadCell notFinite(double number, String what, int row) {
    if (Double.isNaN(number)) {
      return missing(what.equals("the value") ? "NaN" : what + " is NaN or null", row);
    }
    return bad(RawValue.notFinite(what, number), row);
  }

  private BadCell missing(String found, int row) {
    if (use == ColumnUse.FEATURE) {
      return bad(RawValue.missing(found), row);
    }
    String word = use.word();
    return bad(
        "the " + word + " is missing (" + found + "); drop rows without a " + word + " first", row);
  }
}
