package tributary.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The element types of the tensors that are written and read, by the numbers ONNX gives them. */
public enum OnnxType {
  /** No type was given. */
  UNDEFINED(0, 0),
  FLOAT(1, Float.BYTES),
  INT64(7, Long.BYTES),
  STRING(8, 0),
  BOOL(9, 1),
  DOUBLE(11, Double.BYTES);

  private final int code;
  private final int bytes;

  OnnxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  int code() {
    return code;
  }

  /** How many bytes an element takes in a file; 0 where it has no fixed number of them. */
  int bytes() {
    return bytes;
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  boolean isNumber() {
    return isFloating() || this == INT64;
  }

  /** The type of that number, if it is one of these. */
  static Optional<OnnxType> of(long code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** As ONNX Runtime writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
