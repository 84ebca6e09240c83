package tributary.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks through the fields of one protocol buffer message: {@link #next}, then the value's method
 * or {@link #skip}. Every length is checked before it is used.
 */
final class ProtoReader {
  private static final int MAX_VARINT_BYTES = 10;

  private final ByteBuffer in;
  private int field;
  private int wireType;

  /** The bytes are only read. */
  ProtoReader(byte[] message) {
    this(ByteBuffer.wrap(message));
  }

  private ProtoReader(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Goes on to the next field.
   *
   * @return whether there is one
   */
  boolean next() throws ProtoException {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = varint();
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw new ProtoException("the tag " + Long.toUnsignedString(tag) + " names no field");
    }
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  /** Whether the value is behind a length: a string, a message, or packed numbers. */
  boolean isBytes() {
    return wireType == ProtoWriter.BYTES;
  }

  /** Whether there are bytes that no field has used yet. */
  boolean hasRemaining() {
    return in.hasRemaining();
  }

  /** A number without a tag: one of the packed numbers that this message consists of. */
  long packedInt64() throws ProtoException {
    return varint();
  }

  /** As {@link #packedInt64}. */
  float packedFloat32() throws ProtoException {
    require(Float.BYTES);
    return in.getFloat();
  }

  long int64() throws ProtoException {
    expect(ProtoWriter.VARINT);
    return varint();
  }

  double float64() throws ProtoException {
    expect(ProtoWriter.FIXED64);
    require(Double.BYTES);
    return in.getDouble();
  }

  float float32() throws ProtoException {
    expect(ProtoWriter.FIXED32);
    require(Float.BYTES);
    return in.getFloat();
  }

  /** A view, little-endian, of the message's own bytes. */
  ByteBuffer rawBytes() throws ProtoException {
    return bytes();
  }

  /** Bytes that are not UTF-8 become U+FFFD. */
  String string() throws ProtoException {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  ProtoReader message() throws ProtoException {
    return new ProtoReader(bytes());
  }

  double[] packedFloat64() throws ProtoException {
    ByteBuffer bytes = bytes();
    if (bytes.remaining() % Double.BYTES != 0) {
      throw new ProtoException(
          "field " + field + " has " + bytes.remaining() + " bytes, expected a multiple of 8");
    }
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  /** Passes over a value that nobody asked for. */
  void skip() throws ProtoException {
    switch (wireType) {
      case ProtoWriter.VARINT -> varint();
      case ProtoWriter.FIXED64 -> skip(Long.BYTES);
      case ProtoWriter.FIXED32 -> skip(Integer.BYTES);
      case ProtoWriter.BYTES -> bytes();
      default ->
          throw new ProtoException(
              "field " + field + " has wire type " + wireType + ", expected 0, 1, 2 or 5");
    }
  }

  private void skip(int length) throws ProtoException {
    require(length);
    in.position(in.position() + length);
  }

  private ByteBuffer bytes() throws ProtoException {
    expect(ProtoWriter.BYTES);
    long length = varint();
    require(length);
    ByteBuffer bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return bytes;
  }

  private void expect(int type) throws ProtoException {
    if (wireType != type) {
      throw new ProtoException(
          "field " + field + " has wire type " + wireType + ", expected " + type);
    }
  }

  private void require(long length) throws ProtoException {
    // As unsigned: a length with the highest bit set is not negative but far too large.
    if (Long.compareUnsigned(length, in.remaining()) > 0) {
      throw new ProtoException(
          "field %d needs %s bytes, but only %d are left"
              .formatted(field, Long.toUnsignedString(length), in.remaining()));
    }
  }

  private long varint() throws ProtoException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      require(1);
      byte next = in.get();
      // The tenth byte has room for the last of 64 bits.
      if (i == MAX_VARINT_BYTES - 1 && (next & 0xFE) != 0) {
        break;
      }
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtoException("a number after field " + field + " has more than 64 bits");
  }
}
