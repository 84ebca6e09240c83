package tributary.data;

/**
 * One raw value of a feature on its way into a network: the arithmetic of its {@link
 * ColumnEncoding}, and the words for a value that cannot go there. Tables and single rows share it.
 */
public final class RawValue {
  private RawValue() {}

  /** Whether a number can be a feature: finite, also as a 32-bit float. */
  public static boolean isUsable(double value) {
    return Float.isFinite((float) value);
  }

  /** (value − mean) / scale, in double and then rounded once; may turn out not to be finite. */
  public static float scaled(double value, double mean, double scale) {
    return (float) ((value - mean) / scale);
  }

  /** As {@link #scaled}, for an element of a vector. */
  public static float scaledElement(double value, double mean, double scale) {
    // A dense -0.0 must give what a zero left out by a sparse vector gives.
    return scaled(value + 0.0, mean, scale);
  }

  /** Of a feature that is not there, found as {@code null}, {@code NaN} or such. */
  public static String missing(String found) {
    return "the feature is missing ("
        + found
        + "); fill or drop missing values first, or exclude the column from the features";
  }

  /** Of {@code what}, a number that is neither NaN nor {@linkplain #isUsable usable}. */
  public static String notFinite(String what, double number) {
    if (Double.isInfinite(number)) {
      return what + " is " + number + "; it must be finite: replace or drop such rows first";
    }
    return what
        + " is "
        + number
        + ", beyond the range of 32-bit floats (±3.4E38); rescale the column first";
  }

  /** Of a usable value that is not finite after scaling. */
  public static String notScalable(double value, float scaled, double mean, double scale) {
    return "the value "
        + value
        + " is "
        + scaled
        + " after scaling by mean "
        + mean
        + " and scale "
        + scale
        + ", learnt from the training rows; it must be finite: check the value";
  }

  /** Of a vector with another number of elements than those of training. */
  public static String otherWidth(int found, int expected) {
    return "the vector has "
        + found
        + " elements but the model was trained on "
        + expected
        + "; give it vectors of that width";
  }
}
