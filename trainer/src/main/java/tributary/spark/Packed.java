package tributary.spark;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for a travelling object under Java serialisation, so that its bytes are those of
 * its {@link Codec}; the object comes back in its place.
 */
final class Packed implements Externalizable {
  private static final long serialVersionUID = 1L;

  private @Nullable Object value;

  /** For Java serialisation, which fills it in. */
  public Packed() {}

  Packed(Object value) {
    this.value = value;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    if (value == null) {
      throw new IllegalStateException("serialize: there is nothing packed");
    }
    Codecs.writeTagged(value, out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    value = Codecs.readTagged(in);
  }

  private @Nullable Object readResolve() {
    return value;
  }
}
