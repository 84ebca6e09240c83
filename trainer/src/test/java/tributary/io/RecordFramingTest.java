package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Against the values that the other writers' own tests publish. */
final class RecordFramingTest {
  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  private static int masked(byte[] bytes) {
    return RecordFraming.maskedCrc(bytes, 0, bytes.length);
  }

  @Test
  void checksumsAreThePublishedOnes() {
    assertEquals(0xe3069283, crc("123456789".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(0x8a9136aa, crc(new byte[32]));
    assertEquals(
        0x5794d08a, masked("\u001a\u0011CRC test, one two".getBytes(StandardCharsets.US_ASCII)));
    byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(24).array();
    assertEquals(0x224b7fa3, masked(length));
  }

  @Test
  void aChecksumIsOfTheGivenPartAlone() {
    byte[] padded = "..123456789.".getBytes(StandardCharsets.US_ASCII);
    byte[] plain = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(masked(plain), RecordFraming.maskedCrc(padded, 2, 9));
  }

  @Test
  void aRecordWithoutDataIsOnlyItsFrame() {
    assertEquals(
        "000000000000000029039807d8ea82a2",
        HexFormat.of().formatHex(RecordFraming.frame(new byte[0])));
  }
}
