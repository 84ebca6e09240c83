package tributary.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.io.SafetensorsException.Kind;
import tributary.io.SafetensorsHeader.Entry;

/**
 * The safetensors format: eight bytes of header length, a JSON header, and the tensors' bytes.
 *
 * <p>Writing is canonical: the same tensors and metadata give the same bytes, whatever their order.
 * Reading checks every statement of the header before it is used, and never allocates more than a
 * small multiple of what the file has: data only, no code.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format's description</a>
 */
public final class Safetensors {
  /** The reference implementation's bound, in bytes. */
  public static final int MAX_HEADER_LENGTH = 100_000_000;

  /** More than any network has, and few enough that a hostile header cannot fill the heap. */
  public static final int MAX_TENSORS = 100_000;

  private static final int LENGTH_BYTES = Long.BYTES;

  private final byte[] header;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private Safetensors(byte[] header, Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.header = header;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** As {@link #read(InputStream, long)}. */
  public static Safetensors read(byte[] file) throws SafetensorsException {
    try {
      return read(new ByteArrayInputStream(file), file.length);
    } catch (SafetensorsException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a whole file and closes nothing.
   *
   * @param length the file's length, from its file system; nothing larger is ever allocated
   * @throws SafetensorsException if the file is not sound
   * @throws IOException if the stream fails
   */
  public static Safetensors read(InputStream in, long length) throws IOException {
    byte[] header = readHeader(in, length);
    SafetensorsHeader checked =
        SafetensorsHeaderReader.read(header, length - LENGTH_BYTES - header.length);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : checked.entries()) {
      tensors.put(entry.name(), readTensor(entry, in));
    }
    if (in.read() >= 0) {
      throw new SafetensorsException(
          Kind.METADATA_INCOMPLETE_BUFFER,
          "the stream goes on after the " + length + " bytes it was said to have");
    }
    return new Safetensors(header, checked.metadata(), tensors);
  }

  private static byte[] readHeader(InputStream in, long length) throws IOException {
    byte[] prefix = in.readNBytes(LENGTH_BYTES);
    if (length < LENGTH_BYTES || prefix.length < LENGTH_BYTES) {
      throw new SafetensorsException(
          Kind.HEADER_TOO_SMALL,
          "the file has %d bytes, expected at least 8; it is empty or was cut short"
              .formatted(Math.min(length, prefix.length)));
    }
    long n = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (n < 0 || n > MAX_HEADER_LENGTH) {
      throw new SafetensorsException(
          Kind.HEADER_TOO_LARGE,
          "the header claims %s bytes, at most %d are read; %s"
              .formatted(Long.toUnsignedString(n), MAX_HEADER_LENGTH, ForeignFile.hint(prefix)));
    }
    if (n > length - LENGTH_BYTES) {
      throw new SafetensorsException(
          Kind.INVALID_HEADER_LENGTH,
          "the header claims %d bytes but the file has %d; %s"
              .formatted(n, length, ForeignFile.hint(prefix)));
    }
    byte[] header = in.readNBytes((int) n);
    if (header.length < n) {
      throw cutShort("the header");
    }
    return header;
  }

  private static Tensor readTensor(Entry entry, InputStream in) throws IOException {
    try {
      int length = SafetensorsHeaderReader.arrayLength(entry);
      return Tensor.read(entry.name(), entry.dtype(), entry.shape(), length, in);
    } catch (EOFException e) {
      throw cutShort("tensor " + entry.name());
    }
  }

  private static SafetensorsException cutShort(String where) {
    return new SafetensorsException(
        Kind.METADATA_INCOMPLETE_BUFFER,
        "the stream ended within " + where + "; the file was cut short");
  }

  /**
   * Writes a whole file in canonical order and closes nothing. The tensors are only read.
   *
   * @throws SafetensorsException if a name is repeated or not allowed, or the header is too large
   * @throws IOException if the stream fails
   */
  public static void write(
      OutputStream out, Map<String, String> metadata, Collection<Tensor> tensors)
      throws IOException {
    List<Tensor> sorted = sorted(tensors);
    writePrefix(out, SafetensorsHeader.of(metadata, sorted).encode());
    for (Tensor tensor : sorted) {
      tensor.writeTo(out::write);
    }
  }

  static List<Tensor> sorted(Collection<Tensor> tensors) throws SafetensorsException {
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new SafetensorsException(
            Kind.DUPLICATE_NAME, "two tensors are named " + tensor.name());
      }
    }
    List<Tensor> sorted = new ArrayList<>(tensors);
    sorted.sort(SafetensorsHeader.FILE_ORDER);
    return sorted;
  }

  static void writePrefix(OutputStream out, byte[] header) throws IOException {
    if (header.length > MAX_HEADER_LENGTH) {
      throw new SafetensorsException(
          Kind.HEADER_TOO_LARGE,
          "the header would have %d bytes, at most %d can be read back"
              .formatted(header.length, MAX_HEADER_LENGTH));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(0, header.length).array());
    out.write(header);
  }

  /** The whole file in memory. */
  public static byte[] toBytes(Map<String, String> metadata, Collection<Tensor> tensors)
      throws SafetensorsException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, metadata, tensors);
    } catch (SafetensorsException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The header's bytes as they were read. */
  byte[] header() {
    return header;
  }

  /** The file's own strings; empty where it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** All tensors by name, in the order of their data. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /**
   * The tensor of that name.
   *
   * @throws SafetensorsException if there is no tensor of that name
   */
  public Tensor tensor(String name) throws SafetensorsException {
    @Nullable Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new SafetensorsException(
          Kind.TENSOR_NOT_FOUND,
          "there is no tensor named " + name + "; the file has " + tensors.keySet());
    }
    return tensor;
  }
}
