package tributary.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tributary.linalg.Floats;
import tributary.train.Checkpoint;

/**
 * A training checkpoint: named float arrays and strings, in one safetensors file that any reader of
 * that format can open.
 *
 * <p>Its own SHA-256 stands in its metadata, taken over every byte of the file but those 64 digits:
 * a checkpoint is whole and as it was written, or it is refused. Writing is canonical.
 */
public final class CheckpointFormat {
  /** The version written, and the newest that is read. */
  public static final int VERSION = 1;

  /** Names of metadata that begin so are the format's own. */
  public static final String RESERVED = "tributary.";

  private static final String FORMAT = "tributary-checkpoint";
  private static final String FORMAT_KEY = RESERVED + "format";
  private static final String VERSION_KEY = RESERVED + "formatVersion";
  private static final String SHA256_KEY = RESERVED + "sha256";
  private static final String UNKNOWN_SHA256 = "0".repeat(64);

  private CheckpointFormat() {}

  /** What a checkpoint holds: arrays of its own, and the strings that were written. */
  public record Contents(Map<String, float[]> tensors, Map<String, String> metadata) {
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }
  }

  /**
   * Writes a training checkpoint as a whole file and closes nothing.
   *
   * @param settings what the run was told, for whoever goes on from it to compare
   * @throws IllegalArgumentException if a weight or an optimizer slot is not finite
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Checkpoint checkpoint, Map<String, String> settings)
      throws IOException {
    Contents contents = CheckpointContents.encode(checkpoint, settings);
    write(out, contents.tensors(), contents.metadata());
  }

  /**
   * Reads a training checkpoint and closes nothing; the arrays belong to the result.
   *
   * @param length the file's length, from its file system
   * @throws CheckpointFormatException as {@link #read(InputStream, long)}, and if the file is not a
   *     training checkpoint
   * @throws IOException if the stream fails
   */
  public static StoredCheckpoint readCheckpoint(InputStream in, long length) throws IOException {
    return CheckpointContents.decode(read(in, length));
  }

  /**
   * Writes a whole file and closes nothing. The arrays are read twice and must not change
   * meanwhile.
   *
   * @throws IllegalArgumentException if a value is not finite, or a metadata name is reserved
   * @throws IOException if the stream fails
   */
  public static void write(
      OutputStream out, Map<String, float[]> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, String> own = new TreeMap<>(metadata);
    for (String name : metadata.keySet()) {
      if (name.startsWith(RESERVED)) {
        throw new IllegalArgumentException(
            "checkpoint: metadata name " + name + " is reserved; choose one without " + RESERVED);
      }
    }
    own.put(FORMAT_KEY, FORMAT);
    own.put(VERSION_KEY, String.valueOf(VERSION));
    List<Tensor> list = new ArrayList<>();
    for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
      requireFinite(tensor.getKey(), tensor.getValue());
      list.add(
          Tensor.of(tensor.getKey(), List.of((long) tensor.getValue().length), tensor.getValue()));
    }
    List<Tensor> sorted = Safetensors.sorted(list);
    own.put(SHA256_KEY, sha256(own, sorted));
    Safetensors.writePrefix(out, SafetensorsHeader.of(own, sorted).encode());
    for (Tensor tensor : sorted) {
      tensor.writeTo(out::write);
    }
  }

  private static void requireFinite(String name, float[] values) {
    int bad = Floats.firstNonFinite(values);
    if (bad >= 0) {
      throw new IllegalArgumentException(
          "checkpoint: tensor %s: value %d is %s, expected finite numbers"
              .formatted(name, bad, values[bad]));
    }
  }

  /** Over the header with zeros for the digest, then all data, in file order. */
  private static String sha256(Map<String, String> metadata, List<Tensor> sorted)
      throws IOException {
    Map<String, String> unsigned = new TreeMap<>(metadata);
    unsigned.put(SHA256_KEY, UNKNOWN_SHA256);
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(SafetensorsHeader.of(unsigned, sorted).encode());
    for (Tensor tensor : sorted) {
      tensor.writeTo(digest::update);
    }
    return WeightsHash.hex(digest);
  }

  /** As {@link #read(InputStream, long)}. */
  public static Contents read(byte[] file) throws CheckpointFormatException {
    try {
      return read(new ByteArrayInputStream(file), file.length);
    } catch (CheckpointFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a whole file and closes nothing.
   *
   * @param length the file's length, from its file system
   * @throws CheckpointFormatException if the file is not a checkpoint that this build reads, or not
   *     as it was written
   * @throws IOException if the stream fails
   */
  public static Contents read(InputStream in, long length) throws IOException {
    Safetensors file;
    try {
      file = Safetensors.read(in, length);
    } catch (SafetensorsException e) {
      throw new CheckpointFormatException(e.getMessage(), e);
    }
    requireReadable(file.metadata());
    requireUndamaged(file);
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (Tensor tensor : file.tensors().values()) {
      tensors.put(tensor.name(), values(tensor));
    }
    Map<String, String> metadata = new TreeMap<>(file.metadata());
    metadata.keySet().removeIf(name -> name.startsWith(RESERVED));
    return new Contents(tensors, metadata);
  }

  private static void requireReadable(Map<String, String> metadata)
      throws CheckpointFormatException {
    String format = metadata.get(FORMAT_KEY);
    if (!FORMAT.equals(format)) {
      throw new CheckpointFormatException(
          FORMAT_KEY + " is " + format + ", expected " + FORMAT + "; this is another kind of file");
    }
    String version = metadata.get(VERSION_KEY);
    if (!String.valueOf(VERSION).equals(version)) {
      throw new CheckpointFormatException(
          "format version %s, this build reads 1 to %d; resume with the version that wrote it"
              .formatted(version, VERSION));
    }
  }

  private static void requireUndamaged(Safetensors file) throws IOException {
    List<Tensor> tensors = List.copyOf(file.tensors().values());
    byte[] canonical = SafetensorsHeader.of(file.metadata(), tensors).encode();
    String expected = file.metadata().get(SHA256_KEY);
    if (!Arrays.equals(canonical, file.header())
        || !sha256(file.metadata(), tensors).equals(expected)) {
      throw new CheckpointFormatException(
          "the content does not have the SHA-256 that "
              + SHA256_KEY
              + " gives; the file was damaged, go back to an earlier checkpoint");
    }
  }

  private static float[] values(Tensor tensor) throws FormatException {
    float[] values = tensor.dtype() == Dtype.F32 ? tensor.floats() : new float[0];
    int bad = Floats.firstNonFinite(values);
    if (tensor.dtype() != Dtype.F32 || bad >= 0) {
      throw new CheckpointFormatException(
          "tensor %s is %s, expected F32 and finite numbers"
              .formatted(
                  tensor.name(),
                  bad < 0 ? tensor.dtype() : "F32 but value " + bad + " is " + values[bad]));
    }
    return values;
  }
}
