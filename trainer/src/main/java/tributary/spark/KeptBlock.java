package tributary.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import java.io.Serializable;
import tributary.data.RawBlock;

/**
 * A block of raw rows in a cache that may put it onto disk: by its codec, whatever the session
 * serializes with. A class around the block, which is a record: Kryo 4 cannot write those, and the
 * room of the block does not know Kryo.
 */
@DefaultSerializer(CodecSerializer.class)
public final class KeptBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RawBlock block;

  public KeptBlock(RawBlock block) {
    this.block = block;
  }

  public RawBlock block() {
    return block;
  }

  private Object writeReplace() {
    return new Packed(this);
  }
}
