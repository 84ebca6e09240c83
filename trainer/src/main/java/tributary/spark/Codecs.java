package tributary.spark;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.data.RowBlock;
import tributary.data.Shard;
import tributary.nn.ActivationSums;
import tributary.train.EvaluationSum;
import tributary.train.GradientSum;
import tributary.train.NonFiniteOrigin;
import tributary.train.ShardTree.Node;

/**
 * The types that travel between driver and executors, each with its {@link Codec}.
 *
 * <p>The place in the list is the tag on the wire; both ends run the same jar, so it may change
 * between versions.
 */
final class Codecs {
  record Entry<T>(Class<T> type, Codec<T> codec) {}

  private static final List<Entry<?>> ALL =
      List.of(
          new Entry<>(Shard.class, new ShardCodec()),
          new Entry<>(KeptBlock.class, new KeptBlockCodec()),
          new Entry<>(RowBlock.class, new RowBlockCodec()),
          new Entry<>(ShardPiece.class, new ShardPieceCodec()),
          new Entry<>(SharedWeights.class, new SharedWeightsCodec()),
          new Entry<>(GradientSum.class, new GradientSumCodec()),
          new Entry<>(EvaluationSum.class, new EvaluationSumCodec()),
          new Entry<>(NonFiniteOrigin.class, new NonFiniteOriginCodec()),
          new Entry<>(PartialSums.class, new PartialSumsCodec()));

  private Codecs() {}

  static List<Entry<?>> all() {
    return ALL;
  }

  /** The codec of a type that is listed. */
  @SuppressWarnings("unchecked") // an entry's codec is of the entry's type
  static <T> Codec<T> of(Class<T> type) {
    for (Entry<?> entry : ALL) {
      if (entry.type() == type) {
        return (Codec<T>) entry.codec();
      }
    }
    throw new IllegalArgumentException(
        "serialize: " + type.getName() + " has no codec; add one to Codecs");
  }

  /** Writes a tag that says which type follows, then the value. */
  static void writeTagged(Object value, DataOutput out) throws IOException {
    for (int tag = 0; tag < ALL.size(); tag++) {
      Entry<?> entry = ALL.get(tag);
      if (entry.type() == value.getClass()) {
        out.writeByte(tag);
        write(entry, value, out);
        return;
      }
    }
    throw new IllegalArgumentException(
        "serialize: " + value.getClass().getName() + " has no codec; add one to Codecs");
  }

  static Object readTagged(DataInput in) throws IOException {
    int tag = in.readUnsignedByte();
    if (tag >= ALL.size()) {
      throw new IOException(
          "deserialize: tag "
              + tag
              + " is unknown, expected below "
              + ALL.size()
              + "; driver and executors must run the same Tributary jar");
    }
    return ALL.get(tag).codec().read(in);
  }

  private static <T> void write(Entry<T> entry, Object value, DataOutput out) throws IOException {
    entry.codec().write(entry.type().cast(value), out);
  }

  private static final class ShardCodec implements Codec<Shard> {
    @Override
    public void write(Shard shard, DataOutput out) throws IOException {
      out.writeInt(shard.index());
      out.writeInt(shard.count());
      out.writeInt(shard.rows());
      out.writeInt(shard.inputs());
      out.writeInt(shard.targets());
      FloatBytes.write(shard.x(), out);
      FloatBytes.write(shard.y(), out);
      FloatBytes.writeOptional(shard.weights(), out);
    }

    @Override
    public Shard read(DataInput in) throws IOException {
      return new Shard(
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          FloatBytes.read(in),
          FloatBytes.read(in),
          FloatBytes.readOptional(in));
    }
  }

  private static final class KeptBlockCodec implements Codec<KeptBlock> {
    private final RawBlockCodec blocks = new RawBlockCodec();

    @Override
    public void write(KeptBlock kept, DataOutput out) throws IOException {
      blocks.write(kept.block(), out);
    }

    @Override
    public KeptBlock read(DataInput in) throws IOException {
      return new KeptBlock(blocks.read(in));
    }
  }

  private static final class RowBlockCodec implements Codec<RowBlock> {
    @Override
    public void write(RowBlock block, DataOutput out) throws IOException {
      out.writeLong(block.firstRow());
      out.writeInt(block.rows());
      FloatBytes.write(block.x(), out);
      FloatBytes.write(block.y(), out);
      FloatBytes.writeOptional(block.weights(), out);
    }

    @Override
    public RowBlock read(DataInput in) throws IOException {
      return new RowBlock(
          in.readLong(),
          in.readInt(),
          FloatBytes.read(in),
          FloatBytes.read(in),
          FloatBytes.readOptional(in));
    }
  }

  private static final class ShardPieceCodec implements Codec<ShardPiece> {
    @Override
    public void write(ShardPiece piece, DataOutput out) throws IOException {
      out.writeInt(piece.shard());
      out.writeInt(piece.first());
      out.writeInt(piece.rows());
      FloatBytes.write(piece.x(), out);
      FloatBytes.write(piece.y(), out);
      FloatBytes.writeOptional(piece.weights(), out);
    }

    @Override
    public ShardPiece read(DataInput in) throws IOException {
      return new ShardPiece(
          in.readInt(),
          in.readInt(),
          in.readInt(),
          FloatBytes.read(in),
          FloatBytes.read(in),
          FloatBytes.readOptional(in));
    }
  }

  private static final class SharedWeightsCodec implements Codec<SharedWeights> {
    @Override
    public void write(SharedWeights weights, DataOutput out) throws IOException {
      FloatBytes.write(weights.values(), out);
    }

    @Override
    public SharedWeights read(DataInput in) throws IOException {
      return new SharedWeights(FloatBytes.read(in));
    }
  }

  private static final class GradientSumCodec implements Codec<GradientSum> {
    @Override
    public void write(GradientSum sum, DataOutput out) throws IOException {
      out.writeDouble(sum.loss());
      out.writeDouble(sum.weight());
      out.writeLong(sum.examples());
      FloatBytes.write(sum.gradient(), out);
      ActivationSums activations = sum.activations();
      out.writeBoolean(activations != null);
      if (activations != null) {
        activations.write(out);
      }
    }

    @Override
    public GradientSum read(DataInput in) throws IOException {
      double loss = in.readDouble();
      double weight = in.readDouble();
      long examples = in.readLong();
      float[] gradient = FloatBytes.read(in);
      return new GradientSum(
          gradient, loss, weight, examples, in.readBoolean() ? ActivationSums.read(in) : null);
    }
  }

  private static final class EvaluationSumCodec implements Codec<EvaluationSum> {
    @Override
    public void write(EvaluationSum sum, DataOutput out) throws IOException {
      sum.write(out);
    }

    @Override
    public EvaluationSum read(DataInput in) throws IOException {
      return EvaluationSum.read(in);
    }
  }

  private static final class NonFiniteOriginCodec implements Codec<NonFiniteOrigin> {
    @Override
    public void write(NonFiniteOrigin origin, DataOutput out) throws IOException {
      origin.write(out);
    }

    @Override
    public NonFiniteOrigin read(DataInput in) throws IOException {
      return NonFiniteOrigin.read(in);
    }
  }

  /** A raw type on the class, since a class literal has no type arguments. */
  @SuppressWarnings("rawtypes") // PartialSums.class is all that Java offers as a key
  private static final class PartialSumsCodec implements Codec<PartialSums> {
    @Override
    public void write(PartialSums sums, DataOutput out) throws IOException {
      PartialSums<?> parts = sums;
      out.writeInt(parts.task());
      parts.times().write(out);
      out.writeInt(parts.nodes().size());
      for (Node<?> node : parts.nodes()) {
        out.writeInt(node.level());
        out.writeInt(node.index());
        writeTagged(node.sum(), out);
      }
    }

    @Override
    public PartialSums<?> read(DataInput in) throws IOException {
      int task = in.readInt();
      TaskTimes times = TaskTimes.read(in);
      int count = in.readInt();
      List<Node<Object>> nodes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        nodes.add(new Node<>(in.readInt(), in.readInt(), readTagged(in)));
      }
      return new PartialSums<>(task, times, nodes);
    }
  }
}
