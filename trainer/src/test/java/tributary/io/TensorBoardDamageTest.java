package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.io.TensorBoardException.Kind;

/** A file that is cut short keeps its whole records; damage is told, and how far it reaches. */
final class TensorBoardDamageTest {
  private static final List<byte[]> RECORDS = Events.records();
  private static final byte[] FILE = Events.concat(RECORDS);

  private static TensorBoardReader reader(byte[] file) {
    return new TensorBoardReader(new ByteArrayInputStream(file));
  }

  private static TensorBoardException refused(TensorBoardReader reader) {
    return assertThrows(TensorBoardException.class, reader::next);
  }

  /** A reader of the file that stands at this record. */
  private static TensorBoardReader at(byte[] file, int record) throws IOException {
    TensorBoardReader reader = reader(file);
    for (int i = 0; i < record; i++) {
      assertTrue(reader.next().isPresent());
    }
    return reader;
  }

  @Test
  void cutAnywhereTheWholeRecordsStay() throws Exception {
    int whole = 0;
    int end = RECORDS.get(0).length;
    for (int length = 0; length <= FILE.length; length++) {
      if (length == end) {
        whole++;
        end += whole < RECORDS.size() ? RECORDS.get(whole).length : 1;
      }
      assertEquals(
          whole, Events.read(Arrays.copyOf(FILE, length)).size(), "cut to " + length + " bytes");
    }
    assertEquals(RECORDS.size(), whole);
  }

  @Test
  void everyFlippedBitIsToldWithWhatItCosts() throws Exception {
    int begin = 0;
    for (int record = 0; record < RECORDS.size(); record++) {
      for (int i = 0; i < RECORDS.get(record).length; i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] damaged = FILE.clone();
          damaged[begin + i] ^= (byte) (1 << bit);
          TensorBoardReader reader = at(damaged, record);
          TensorBoardException first = refused(reader);
          String what = "bit " + bit + " of byte " + i + " of record " + record;
          if (i < RecordFraming.HEADER_BYTES) {
            assertEquals(Kind.DAMAGED_LENGTH, first.kind(), what);
            assertSame(first, refused(reader), what);
          } else {
            assertEquals(Kind.DAMAGED_DATA, first.kind(), what);
            assertEquals(RECORDS.size() - record - 1, reader.rest().size(), what);
          }
        }
      }
      begin += RECORDS.get(record).length;
    }
  }

  @Test
  void messagesSayWhereAndWhatIsLost() throws Exception {
    byte[] damaged = FILE.clone();
    damaged[RECORDS.get(0).length] ^= 1;
    String length = refused(at(damaged, 1)).getMessage();
    assertTrue(length.startsWith("event file: record 1 at byte 40: the length's"), length);
    assertTrue(length.endsWith("this record and all that follow are lost"), length);
    damaged = FILE.clone();
    damaged[RECORDS.get(0).length - 1] ^= 1;
    String data = refused(at(damaged, 0)).getMessage();
    assertTrue(data.startsWith("event file: record 0 at byte 0: the data's"), data);
    assertTrue(data.endsWith("this record is lost"), data);
  }

  /** Sound checksums round a length that nobody meant. */
  @Test
  void lengthsBeyondReasonAreRefusedBeforeMemoryIsTaken() {
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, (1L << 30) + 1}) {
      ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      header.putInt(RecordFraming.maskedCrc(header.array(), 0, 8));
      assertEquals(Kind.DAMAGED_LENGTH, refused(reader(header.array())).kind());
    }
  }

  @Test
  void dataThatIsNoEventIsOneRecordLost() throws Exception {
    List<byte[]> bad =
        List.of(
            new byte[] {0x08, 0x01}, // the wall time as a whole number
            new byte[] {0x00}, // field 0
            new byte[] {0x10}, // a step without its number
            new byte[] {0x2a, 0x05, 0x0a}, // a summary that ends too early
            new byte[] {0x7b, 0x7c}, // a group, which nobody writes any more
            new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x02}, // 65 bits
            new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01},
            new byte[] {0x2a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01}, // −1 bytes
            new byte[] {0x2a, 0x06, 0x0a, 0x04, 0x2a, 0x02, 0x32, 0x00, 0x3a}, // half a field
            new byte[] {0x2a, 0x07, 0x0a, 0x05, 0x2a, 0x03, 0x32, 0x01, 0x00}, // an eighth limit
            new byte[] {0x2a, 0x0e, 0x0a, 0x0c, 0x2a, 0x0a, 0x32, 0x08, 0, 0, 0, 0, 0, 0, 0, 0});
    for (byte[] data : bad) {
      byte[] file = Events.concat(List.of(RecordFraming.frame(data), RECORDS.get(0)));
      TensorBoardReader reader = reader(file);
      assertEquals(Kind.NO_EVENT, refused(reader).kind(), Arrays.toString(data));
      assertEquals(1, reader.rest().size(), Arrays.toString(data));
    }
  }

  @Test
  void fieldsOfLaterVersionsArePassedOver() throws Exception {
    byte[] data = {
      0x10,
      0x07, // step 7
      0x58,
      0x01, // 11, a number
      0x61,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8, // 12, eight bytes
      0x6d,
      1,
      2,
      3,
      4, // 13, four bytes
      0x72,
      0x02,
      1,
      2, // 14, a message
      0x3a,
      0x04,
      0x08,
      0x01,
      0x12,
      0x00 // a session log with a message of words
    };
    TensorBoardEvent event = Events.read(RecordFraming.frame(data)).get(0);
    assertEquals(7, event.step());
    assertTrue(event.start());
  }

  @Test
  void randomDataIsAnEventOrRefusedAsNone() throws Exception {
    List<byte[]> corpus = new ArrayList<>();
    for (byte[] record : RECORDS) {
      corpus.add(
          Arrays.copyOfRange(
              record, RecordFraming.HEADER_BYTES, record.length - RecordFraming.FOOTER_BYTES));
    }
    int events = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      RandomStream random = new RandomStream(seed);
      byte[] data = corpus.get(random.nextInt(corpus.size())).clone();
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt(256);
      }
      try {
        events += Events.read(RecordFraming.frame(data)).size();
      } catch (TensorBoardException e) {
        assertEquals(Kind.NO_EVENT, e.kind(), "seed " + seed);
      } catch (RuntimeException | Error e) {
        fail("seed " + seed, e);
      }
    }
    assertTrue(events > 1_000 && events < 19_000, "events after damage: " + events);
  }
}
