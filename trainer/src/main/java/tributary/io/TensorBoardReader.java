package tributary.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.io.TensorBoardException.Kind;

/**
 * Reads an event file record by record, and checks every checksum.
 *
 * <p>A record that is cut short ends the file without an error: that is how a file looks whose
 * writer is still at work or was killed. To see what was added since, read it again.
 */
public final class TensorBoardReader {
  /** More bytes than any record of ours has, and few enough to be held in memory. */
  public static final int MAX_RECORD_LENGTH = 1 << 30;

  private final InputStream in;
  private long records;
  private long position;
  private @Nullable TensorBoardException dead;

  /** Takes bytes from the stream as they are asked for, and never closes it. */
  public TensorBoardReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next whole record; empty at the end of the file.
   *
   * @throws TensorBoardException if the record is damaged. Unless its {@linkplain
   *     Kind#DAMAGED_LENGTH length} is, the next call goes on with the record behind it; if it is,
   *     every further call throws the same
   * @throws IOException if the stream fails
   */
  public Optional<TensorBoardEvent> next() throws IOException {
    if (dead != null) {
      throw dead;
    }
    byte[] header = in.readNBytes(RecordFraming.HEADER_BYTES);
    if (header.length < RecordFraming.HEADER_BYTES) {
      return Optional.empty();
    }
    int length = length(header);
    byte[] data = in.readNBytes(length);
    byte[] footer = in.readNBytes(RecordFraming.FOOTER_BYTES);
    if (data.length < length || footer.length < RecordFraming.FOOTER_BYTES) {
      return Optional.empty();
    }
    String where = where();
    records++;
    position += header.length + (long) length + footer.length;
    int found = RecordFraming.maskedCrc(data, 0, length);
    int expected = littleEndian(footer).getInt();
    if (found != expected) {
      throw new TensorBoardException(
          Kind.DAMAGED_DATA,
          "%s: the data's checksum is %08x, expected %08x; this record is lost"
              .formatted(where, found, expected));
    }
    try {
      return Optional.of(TensorBoardDecoder.decode(data));
    } catch (ProtoException e) {
      throw new TensorBoardException(
          Kind.NO_EVENT, where + ": " + e.getMessage() + "; expected an Event of TensorBoard's");
    }
  }

  /** All events from here to the end of the file; throws as {@link #next} does. */
  public List<TensorBoardEvent> rest() throws IOException {
    List<TensorBoardEvent> events = new ArrayList<>();
    for (Optional<TensorBoardEvent> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }

  private int length(byte[] header) throws TensorBoardException {
    ByteBuffer fields = littleEndian(header);
    long length = fields.getLong();
    int expected = fields.getInt();
    int found = RecordFraming.maskedCrc(header, 0, Long.BYTES);
    if (found != expected) {
      throw die("the length's checksum is %08x, expected %08x".formatted(found, expected));
    }
    if (length < 0 || length > MAX_RECORD_LENGTH) {
      throw die(
          "the record claims %s bytes, at most %d are read"
              .formatted(Long.toUnsignedString(length), MAX_RECORD_LENGTH));
    }
    return (int) length;
  }

  private TensorBoardException die(String what) {
    dead =
        new TensorBoardException(
            Kind.DAMAGED_LENGTH,
            where() + ": " + what + "; this record and all that follow are lost");
    return dead;
  }

  private String where() {
    return "record " + records + " at byte " + position;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
