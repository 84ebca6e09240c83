package tributary.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long one step waits for resident tasks that are not there: those that found no slot yet, or
 * whose process is gone.
 */
final class SlotPatience {
  private static final Logger LOG = LoggerFactory.getLogger(SlotPatience.class);

  /** A standalone cluster replaces a lost executor within a second or two. */
  private static final long REPLACED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final JavaSparkContext context;
  private final SlotWatch watch;
  private final long limitNanos;
  private long since;
  private long said;

  SlotPatience(JavaSparkContext context, SlotWatch watch) {
    this.context = context;
    this.watch = watch;
    this.limitNanos = ClusterSlots.waitNanos(context);
  }

  /**
   * Looks at how things stand while a step waits.
   *
   * @throws StageLostException if there are fewer slots than tasks, so that fewer tasks would do
   * @throws ClusterException if tasks are missing for too long and nobody else has their slots
   */
  void look(ResidentStage stage) throws StageLostException {
    int absent = stage.absent();
    long now = System.nanoTime();
    if (absent == 0) {
      since = now;
      return;
    }
    if (since == 0) {
      since = now;
      said = now;
    }
    int slots = ClusterSlots.now(context);
    if (now - since > REPLACED_NANOS && stage.duplicates() > 0) {
      // Spark runs a stage again of which some tasks still run, and their doubles took the slots.
      throw new StageLostException(
          absent + " of " + stage.tasks() + " resident tasks are missing while others run twice");
    }
    if (slots > 0 && slots < stage.tasks() && now - since > REPLACED_NANOS) {
      throw new StageLostException(
          "the cluster has " + slots + " slots left for " + stage.tasks() + " resident tasks");
    }
    if (now - since < limitNanos) {
      return;
    }
    if (watch.others() == 0 && slots >= stage.tasks()) {
      // Tasks of an attempt that Spark has given up may hold the slots: a new stage has none.
      throw new StageLostException(noSlot(absent, stage.tasks(), slots));
    }
    if (watch.others() == 0) {
      throw new ClusterException(noSlot(absent, stage.tasks(), slots), null);
    }
    if (now - said > SAY_NANOS) {
      said = now;
      LOG.warn(
          "resident tasks: {} of {} wait for a slot; {} other stage(s) of this application run",
          absent,
          stage.tasks(),
          watch.others());
    }
  }

  private String noSlot(int absent, int tasks, int slots) {
    return "resident tasks: "
        + absent
        + " of "
        + tasks
        + " found no slot within "
        + TimeUnit.NANOSECONDS.toSeconds(limitNanos)
        + " s, the executors of "
        + context.master()
        + " have "
        + slots
        + "; check that workers run and have free cores and memory, raise"
        + " spark.tributary.executorWait, or set execution = job";
  }
}
