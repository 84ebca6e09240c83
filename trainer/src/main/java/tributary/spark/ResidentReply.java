package tributary.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tributary.train.StepId;

/**
 * What the driver answers a resident task.
 *
 * @param request numbers the driver's questions to all tasks, from 1; 0 without work
 * @param step null without work
 * @param weights only to be read; null where they are to be fetched
 * @param vector where the weights can be fetched; null where they are inside
 */
record ResidentReply(
    Order order,
    long request,
    @Nullable StepId step,
    float @Nullable [] weights,
    SparkBlocks.@Nullable Address vector) {
  /** What the task is to do. */
  enum Order {
    /** Compute its part of a step. */
    WORK,
    /** Ask again: nothing has gone wrong, there is just nothing to do yet. */
    WAIT,
    /** End. */
    LEAVE
  }

  static final ResidentReply WAIT = new ResidentReply(Order.WAIT, 0, null, null, null);
  static final ResidentReply LEAVE = new ResidentReply(Order.LEAVE, 0, null, null, null);

  static ResidentReply work(long request, StepId step, float[] weights) {
    return new ResidentReply(Order.WORK, request, step, weights, null);
  }

  static ResidentReply work(long request, StepId step, SparkBlocks.Address vector) {
    return new ResidentReply(Order.WORK, request, step, null, vector);
  }

  /** The step of a reply that orders work. */
  StepId requiredStep() {
    if (step == null) {
      throw new IllegalStateException("resident reply " + order + " has no step");
    }
    return step;
  }

  /** As it travels between processes, see {@link ResidentCall#toBytes}. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(order.name());
      if (step != null) {
        out.writeLong(request);
        out.writeLong(step.number());
        out.writeInt(step.epoch());
        out.writeLong(step.inEpoch());
        FloatBytes.writeOptional(weights, out);
        if (vector != null) {
          vector.write(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ResidentReply of(Object answer) {
    if (answer instanceof ResidentReply reply) {
      return reply;
    }
    try {
      return read(new DataInputStream(new ByteArrayInputStream((byte[]) answer)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ResidentReply read(DataInput in) throws IOException {
    Order order = Order.valueOf(in.readUTF());
    if (order != Order.WORK) {
      return order == Order.WAIT ? WAIT : LEAVE;
    }
    long request = in.readLong();
    StepId step = new StepId(in.readLong(), in.readInt(), in.readLong());
    float[] weights = FloatBytes.readOptional(in);
    return weights == null
        ? work(request, step, SparkBlocks.Address.read(in))
        : work(request, step, weights);
  }
}
