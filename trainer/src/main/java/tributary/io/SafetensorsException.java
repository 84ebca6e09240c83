package tributary.io;

/** A file that is not a sound safetensors file, or does not hold what was asked of it. */
public final class SafetensorsException extends FormatException {
  private static final long serialVersionUID = 1L;

  /** What is wrong; all but the last five are the reference implementation's own. */
  public enum Kind {
    /** Fewer than the eight bytes of the header's length. */
    HEADER_TOO_SMALL,
    /** A header of more than {@link Safetensors#MAX_HEADER_LENGTH} bytes. */
    HEADER_TOO_LARGE,
    /** A header that would reach beyond the end of the file. */
    INVALID_HEADER_LENGTH,
    /** A header that is not UTF-8. */
    INVALID_HEADER,
    /** A header that is not the JSON that the format lays down. */
    INVALID_HEADER_DESERIALIZATION,
    /** Tensors that overlap, leave a hole, or end before they begin. */
    INVALID_OFFSET,
    /** A tensor whose shape and type need another number of bytes than it has. */
    TENSOR_INVALID_INFO,
    /** A shape, an offset or a number beyond what can be counted. */
    VALIDATION_OVERFLOW,
    /** A tensor that does not end on a whole byte. */
    MISALIGNED_SLICE,
    /** Data that is shorter or longer than the header says. */
    METADATA_INCOMPLETE_BUFFER,
    /** The file has no tensor of that name. */
    TENSOR_NOT_FOUND,
    /** The same name twice. */
    DUPLICATE_NAME,
    /** A name with control characters, or one that looks like a path out of a folder. */
    INVALID_NAME,
    /** More tensors than {@link Safetensors#MAX_TENSORS}. */
    TOO_MANY_TENSORS,
    /** More elements than a Java array can hold. */
    TENSOR_TOO_LARGE,
    /** The tensor is of another type than the one asked for. */
    WRONG_DTYPE
  }

  private final Kind kind;

  SafetensorsException(Kind kind, String message) {
    super("safetensors: " + message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
