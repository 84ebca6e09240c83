package tributary.spark;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How one travelling type is written and read; the same bytes under Kryo and under Java. */
interface Codec<T> {
  void write(T value, DataOutput out) throws IOException;

  T read(DataInput in) throws IOException;
}
