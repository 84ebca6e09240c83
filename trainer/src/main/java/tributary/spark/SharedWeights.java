package tributary.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import java.io.Serializable;

/**
 * The weights as a broadcast carries them: one array for all tasks of an executor, and in local
 * mode the driver's own. Nobody writes into it.
 */
@DefaultSerializer(CodecSerializer.class)
final class SharedWeights implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] values;

  SharedWeights(float[] values) {
    this.values = values;
  }

  float[] values() {
    return values;
  }

  private Object writeReplace() {
    return new Packed(this);
  }
}
