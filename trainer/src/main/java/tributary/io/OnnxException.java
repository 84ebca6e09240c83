package tributary.io;

/** A file that is not a sound ONNX model, or not one of those that are read here. */
public final class OnnxException extends FormatException {
  private static final long serialVersionUID = 1L;

  OnnxException(String message) {
    super("ONNX: " + message);
  }

  OnnxException(String message, Throwable cause) {
    super("ONNX: " + message, cause);
  }
}
