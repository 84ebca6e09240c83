package tributary.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One protocol buffer message, field by field, in the order of the calls.
 *
 * <p>Plain numbers of value 0 are left out, as version 3 of the language lays down, so that the
 * bytes are those that other writers make.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoWriter {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter int64(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  /** As {@link #int64}, but written at 0 too: one of many, or of a field whose presence counts. */
  ProtoWriter presentInt64(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Left out only at +0, since −0 has a bit of its own. */
  ProtoWriter float64(int field, double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (bits != 0) {
      tag(field, FIXED64);
      fixed64(bits);
    }
    return this;
  }

  /** A field whose presence says something: written at 0 too. */
  ProtoWriter presentFloat32(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToRawIntBits(value);
    out.writeBytes(
        ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array());
    return this;
  }

  ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message within this one; written even if it has no fields. */
  ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.toBytes());
  }

  /** A repeated field, all of it behind one tag; without any values nothing is written. */
  ProtoWriter packedFloat64(int field, double[] values) {
    if (values.length > 0) {
      lengthPrefix(field, (long) values.length * Double.BYTES);
      for (double value : values) {
        fixed64(Double.doubleToRawLongBits(value));
      }
    }
    return this;
  }

  /** The beginning of a field whose {@code length} bytes, message or not, are written elsewhere. */
  ProtoWriter lengthPrefix(int field, long length) {
    tag(field, BYTES);
    varint(length);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private ProtoWriter bytes(int field, byte[] bytes) {
    lengthPrefix(field, bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  /** Seven bits a byte, lowest first; a negative number takes ten bytes. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void fixed64(long bits) {
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array());
  }
}
