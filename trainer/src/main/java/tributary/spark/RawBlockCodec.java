package tributary.spark;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.data.RawBlock;
import tributary.data.RawColumn;
import tributary.data.RawElements;
import tributary.data.SkippedRows;

/** Raw rows that do not fit into memory go to disk so. */
final class RawBlockCodec implements Codec<RawBlock> {
  private static final int INTS = 0;
  private static final int LONGS = 1;
  private static final int FLOATS = 2;
  private static final int DOUBLES = 3;
  private static final int TRUTHS = 4;
  private static final int LEVELS = 5;
  private static final int VECTORS = 6;
  private static final int BYTES = 7;

  @Override
  public void write(RawBlock block, DataOutput out) throws IOException {
    out.writeInt(block.rows());
    out.writeInt(block.columns().size());
    for (RawColumn column : block.columns()) {
      write(column, out);
    }
    block.skipped().write(out);
  }

  @Override
  public RawBlock read(DataInput in) throws IOException {
    int rows = in.readInt();
    int width = in.readInt();
    List<RawColumn> columns = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      columns.add(readColumn(in));
    }
    return new RawBlock(rows, columns, SkippedRows.read(in));
  }

  private static void write(RawColumn column, DataOutput out) throws IOException {
    if (column instanceof RawColumn.Ints ints) {
      out.writeByte(INTS);
      writeInts(ints.values(), out);
    } else if (column instanceof RawColumn.Longs longs) {
      out.writeByte(LONGS);
      out.writeInt(longs.values().length);
      for (long value : longs.values()) {
        out.writeLong(value);
      }
    } else if (column instanceof RawColumn.Floats floats) {
      out.writeByte(FLOATS);
      FloatBytes.write(floats.values(), out);
    } else if (column instanceof RawColumn.Doubles doubles) {
      out.writeByte(DOUBLES);
      writeDoubles(doubles.values(), out);
    } else if (column instanceof RawColumn.Truths truths) {
      out.writeByte(TRUTHS);
      out.writeInt(truths.values().length);
      for (boolean value : truths.values()) {
        out.writeBoolean(value);
      }
    } else if (column instanceof RawColumn.Levels levels) {
      out.writeByte(LEVELS);
      writeLevels(levels, out);
    } else {
      out.writeByte(VECTORS);
      writeVectors((RawColumn.Vectors) column, out);
    }
  }

  private static RawColumn readColumn(DataInput in) throws IOException {
    int form = in.readUnsignedByte();
    return switch (form) {
      case INTS -> new RawColumn.Ints(readInts(in));
      case LONGS -> new RawColumn.Longs(readLongs(in));
      case FLOATS -> new RawColumn.Floats(FloatBytes.read(in));
      case DOUBLES -> new RawColumn.Doubles(readDoubles(in));
      case TRUTHS -> new RawColumn.Truths(readTruths(in));
      case LEVELS -> readLevels(in);
      case VECTORS -> readVectors(in);
      default -> throw new IOException("deserialize: a raw column has the unknown form " + form);
    };
  }

  private static void writeLevels(RawColumn.Levels levels, DataOutput out) throws IOException {
    out.writeInt(levels.levels().length);
    for (String level : levels.levels()) {
      byte[] text = level.getBytes(StandardCharsets.UTF_8);
      writeBytes(text, out);
    }
    out.writeInt(levels.codes().length);
    for (short code : levels.codes()) {
      out.writeShort(code);
    }
  }

  private static RawColumn.Levels readLevels(DataInput in) throws IOException {
    String[] levels = new String[in.readInt()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = new String(readBytes(in), StandardCharsets.UTF_8);
    }
    short[] codes = new short[in.readInt()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = in.readShort();
    }
    return new RawColumn.Levels(levels, codes);
  }

  private static void writeVectors(RawColumn.Vectors vectors, DataOutput out) throws IOException {
    out.writeInt(vectors.usable());
    out.writeInt(vectors.width());
    out.writeInt(vectors.oddWidth());
    writeOptional(vectors.starts(), out);
    writeOptional(vectors.indices(), out);
    if (vectors.elements() instanceof RawElements.Bytes bytes) {
      out.writeByte(BYTES);
      writeBytes(bytes.values(), out);
    } else if (vectors.elements() instanceof RawElements.Floats floats) {
      out.writeByte(FLOATS);
      FloatBytes.write(floats.values(), out);
    } else {
      out.writeByte(DOUBLES);
      writeDoubles(((RawElements.Doubles) vectors.elements()).values(), out);
    }
  }

  private static RawColumn.Vectors readVectors(DataInput in) throws IOException {
    int usable = in.readInt();
    int width = in.readInt();
    int oddWidth = in.readInt();
    int @Nullable [] starts = readOptional(in);
    int @Nullable [] indices = readOptional(in);
    RawElements elements =
        switch (in.readUnsignedByte()) {
          case BYTES -> new RawElements.Bytes(readBytes(in));
          case FLOATS -> new RawElements.Floats(FloatBytes.read(in));
          default -> new RawElements.Doubles(readDoubles(in));
        };
    return new RawColumn.Vectors(usable, width, oddWidth, starts, indices, elements);
  }

  private static void writeOptional(int @Nullable [] values, DataOutput out) throws IOException {
    out.writeBoolean(values != null);
    if (values != null) {
      writeInts(values, out);
    }
  }

  private static int @Nullable [] readOptional(DataInput in) throws IOException {
    return in.readBoolean() ? readInts(in) : null;
  }

  private static void writeInts(int[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  private static int[] readInts(DataInput in) throws IOException {
    int[] values = new int[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  private static long[] readLongs(DataInput in) throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  private static void writeDoubles(double[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static double[] readDoubles(DataInput in) throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static boolean[] readTruths(DataInput in) throws IOException {
    boolean[] values = new boolean[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readBoolean();
    }
    return values;
  }

  private static void writeBytes(byte[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    out.write(values);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    byte[] values = new byte[in.readInt()];
    in.readFully(values);
    return values;
  }
}
