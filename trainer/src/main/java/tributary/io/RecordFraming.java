package tributary.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How TFRecord files hold data: eight bytes of length, the length's checksum, the data, the data's
 * checksum; all little-endian.
 */
final class RecordFraming {
  /** The length and its checksum. */
  static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  /** The data's checksum. */
  static final int FOOTER_BYTES = Integer.BYTES;

  private static final int MASK = 0xA282EAD8;

  private RecordFraming() {}

  /** The whole record; {@code data} is only read. */
  static byte[] frame(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(Math.addExact(HEADER_BYTES + FOOTER_BYTES, data.length))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(data.length);
    record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
    record.put(data).putInt(maskedCrc(data, 0, data.length));
    return record.array();
  }

  /**
   * The CRC-32C, turned by 15 bits and moved by a constant: a plain CRC over bytes that hold their
   * own CRC would be the same for all data.
   */
  static int maskedCrc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
