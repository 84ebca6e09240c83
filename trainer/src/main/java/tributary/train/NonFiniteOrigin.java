package tributary.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;
import tributary.nn.NonFinite;

/**
 * Where a step first met a value that is not finite: the lowest shard, in it the first row in the
 * order of the epoch, in it the first place of {@link NonFinite}.
 *
 * @param row its number in the training table, from 0; empty where each row's values are finite,
 *     but not what they add up to
 * @param largestActivation the largest |output| of a layer that is finite, of the row or, where
 *     none is named, of the rows around it; NaN if none is, and where the input is at fault
 */
public record NonFiniteOrigin(
    int shard, OptionalLong row, NonFinite place, double largestActivation) {
  private static final long NO_ROW = -1;

  /** The one in the lower shard. */
  public NonFiniteOrigin first(NonFiniteOrigin other) {
    return shard <= other.shard ? this : other;
  }

  /**
   * Such as {@code the activation of layers.2, at row 17 of the training rows (shard 1), with
   * activations of up to 2.1e+37}.
   */
  public String describe() {
    return place.describe()
        + (row.isEmpty()
            ? ", in the sum over the rows of shard " + shard
            : ", at row " + row.getAsLong() + " of the training rows (shard " + shard + ")")
        + (Double.isNaN(largestActivation)
            ? ""
            : ", with activations of up to " + Words.figure(largestActivation));
  }

  /** Writes it, to be read by {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(shard);
    out.writeLong(row.orElse(NO_ROW));
    out.writeUTF(place.layer());
    out.writeUTF(place.kind().name());
    out.writeDouble(largestActivation);
  }

  /** Reads what {@link #write} wrote. */
  public static NonFiniteOrigin read(DataInput in) throws IOException {
    int shard = in.readInt();
    long row = in.readLong();
    String layer = in.readUTF();
    NonFinite place = new NonFinite(layer, NonFinite.Kind.valueOf(in.readUTF()));
    return new NonFiniteOrigin(
        shard, row == NO_ROW ? OptionalLong.empty() : OptionalLong.of(row), place, in.readDouble());
  }
}
