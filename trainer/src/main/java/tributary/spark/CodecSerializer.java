package tributary.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A {@link Codec} as Kryo wants it. {@link TributaryKryoRegistrator} registers one for each type
 * that travels; in a session that has not asked for the registrator Kryo makes one by itself where
 * it meets an annotated type, which is why this class is public.
 */
public final class CodecSerializer<T> extends Serializer<T> {
  private final Codec<T> codec;

  /** For Kryo. */
  public CodecSerializer(Class<T> type) {
    this(Codecs.of(type));
  }

  CodecSerializer(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  public void write(Kryo kryo, Output output, T value) {
    try {
      codec.write(value, new DataOutputStream(output));
    } catch (IOException e) {
      throw new KryoException(e);
    }
  }

  @Override
  public T read(Kryo kryo, Input input, Class<T> type) {
    try {
      return codec.read(new DataInputStream(input));
    } catch (IOException e) {
      throw new KryoException(e);
    }
  }
}
