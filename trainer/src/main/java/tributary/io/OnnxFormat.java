package tributary.io;

import java.io.IOException;
import java.io.OutputStream;

/**
 * ONNX files: a model as a protocol buffer message.
 *
 * <p>What is written are plain files of ONNX, whose tensors hold their own data; what is read are
 * those and no more: no graphs within nodes, no functions, and never another file.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">the format's description</a>
 */
public final class OnnxFormat {
  /** The largest message that readers of protocol buffers take. */
  public static final long MAX_LENGTH = Integer.MAX_VALUE;

  /** ONNX's own operations. */
  static final String DEFAULT_DOMAIN = "";

  /** The operations on strings and classes. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  private OnnxFormat() {}

  /** How long the file will be. */
  public static long length(OnnxModel model) {
    return OnnxWriter.of(model).length();
  }

  /**
   * Writes the file and closes nothing.
   *
   * @throws OnnxException if it would be longer than {@link #MAX_LENGTH}
   * @throws IOException if the stream fails
   */
  public static void write(OnnxModel model, OutputStream out) throws IOException {
    OnnxWriter writer = OnnxWriter.of(model);
    if (writer.length() > MAX_LENGTH) {
      throw new OnnxException(
          "the file would have "
              + writer.length()
              + " bytes, but no reader takes more than "
              + MAX_LENGTH
              + " (2 GiB, the bound of protocol buffers)");
    }
    writer.writeTo(out);
  }

  /**
   * The model that the bytes are; its tensors are views of them.
   *
   * @throws OnnxException if they are not an ONNX model, or one with parts that are not read
   */
  public static OnnxModel read(byte[] file) throws OnnxException {
    return new OnnxReader().read(file);
  }
}
