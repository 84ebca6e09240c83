package tributary.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * {@link GradientSettings} as every step's tasks carry them: made into bytes once, and back once in
 * each JVM. Written as an object, the same settings would be taken apart and built anew with every
 * task.
 */
final class PackedSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;

  private PackedSettings(byte[] bytes) {
    this.bytes = bytes;
  }

  static PackedSettings of(GradientSettings settings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackedSettings(bytes.toByteArray());
  }

  /** The settings, from what this JVM keeps where it has seen them before. */
  GradientSettings unpack() {
    return WorkerContext.settings(ByteBuffer.wrap(bytes), key -> read());
  }

  private GradientSettings read() {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (GradientSettings) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "gradient settings: a class is missing here; driver and executors must run the same"
              + " Tributary jar",
          e);
    }
  }
}
