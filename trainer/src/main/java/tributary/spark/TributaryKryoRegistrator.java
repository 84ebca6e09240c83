package tributary.spark;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Everything of ours that Spark's data serializer meets, so that a session may run with {@code
 * spark.kryo.registrationRequired=true}.
 *
 * <p>Set {@code spark.serializer=org.apache.spark.serializer.KryoSerializer} and {@code
 * spark.kryo.registrator=tributary.spark.TributaryKryoRegistrator}.
 */
public final class TributaryKryoRegistrator implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    for (Codecs.Entry<?> entry : Codecs.all()) {
      register(kryo, entry);
    }
    // collect() and shuffles hand over arrays of what they carry.
    kryo.register(Object[].class);
    kryo.register(double[].class);
    kryo.register(long[].class);
    kryo.register(float[].class);
  }

  private static <T> void register(Kryo kryo, Codecs.Entry<T> entry) {
    kryo.register(entry.type(), new CodecSerializer<>(entry.codec()));
    kryo.register(entry.type().arrayType());
  }
}
