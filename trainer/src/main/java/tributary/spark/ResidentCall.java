package tributary.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.train.GradientSum;

/**
 * What a resident task asks the driver: what next? With the sums it owes, if it has some.
 *
 * @param attempt Spark's number of this attempt at the task, another for each
 * @param request which request the sums answer; 0 with none
 * @param executor Spark's name of the process that the task runs in
 * @param sums null with none
 * @param vectors where the gradients of the sums' nodes can be fetched, in their order; empty where
 *     the sums have them inside
 */
record ResidentCall(
    int task,
    long attempt,
    long request,
    String executor,
    @Nullable PartialSums<GradientSum> sums,
    List<SparkBlocks.Address> vectors) {

  private static final long ANNOUNCEMENT = -1;

  /** A task that has begun and is about to fetch its shards: it wants no work yet. */
  static ResidentCall announcement(int task, long attempt, String executor) {
    return new ResidentCall(task, attempt, ANNOUNCEMENT, executor, null, List.of());
  }

  /** A task that has nothing to give yet. */
  static ResidentCall ready(int task, long attempt, String executor) {
    return new ResidentCall(task, attempt, 0, executor, null, List.of());
  }

  boolean isAnnouncement() {
    return request == ANNOUNCEMENT;
  }

  /** As it travels between processes: Spark's own class loader knows bytes but not our classes. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(task);
      out.writeLong(attempt);
      out.writeLong(request);
      out.writeUTF(executor);
      out.writeBoolean(sums != null);
      if (sums != null) {
        Codecs.writeTagged(sums, out);
      }
      out.writeInt(vectors.size());
      for (SparkBlocks.Address vector : vectors) {
        vector.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ResidentCall of(Object question) {
    if (question instanceof ResidentCall call) {
      return call;
    }
    try {
      return read(new DataInputStream(new ByteArrayInputStream((byte[]) question)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // written by toBytes, whose sums are of gradients
  private static ResidentCall read(DataInput in) throws IOException {
    int task = in.readInt();
    long attempt = in.readLong();
    long request = in.readLong();
    String executor = in.readUTF();
    PartialSums<GradientSum> sums =
        in.readBoolean() ? (PartialSums<GradientSum>) Codecs.readTagged(in) : null;
    List<SparkBlocks.Address> vectors = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      vectors.add(SparkBlocks.Address.read(in));
    }
    return new ResidentCall(task, attempt, request, executor, sums, vectors);
  }
}
