package tributary.linalg;

/**
 * A row-major view of {@code rows × cols} floats inside {@code data}, beginning at {@code offset}.
 *
 * <p>Element (r, c) is {@code data[offset + r * cols + c]}. The view owns nothing: whoever owns the
 * array owns the matrix.
 */
public record Matrix(float[] data, int offset, int rows, int cols) {}
