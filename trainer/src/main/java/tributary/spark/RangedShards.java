package tributary.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import tributary.data.Shard;

/**
 * The shards of an RDD dealt to another number of tasks, without a shuffle: a task reads the
 * partitions that hold its range of shards, and leaves out what belongs to its neighbours. It reads
 * them when they are asked for, so that a task has begun before a lost shard is computed anew.
 */
final class RangedShards extends RDD<Shard> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Shard> SHARD = ClassTag$.MODULE$.apply(Shard.class);

  private final RDD<Shard> parent;
  private final ShardRanges held;
  private final ShardRanges wanted;

  private RangedShards(RDD<Shard> parent, ShardRanges held, ShardRanges wanted) {
    super(parent.context(), dependencies(parent, held, wanted), SHARD);
    this.parent = parent;
    this.held = held;
    this.wanted = wanted;
  }

  /** The shards of {@code tasks} tasks, as {@code ShardRanges} deals them. */
  static JavaRDD<Shard> of(Shards shards, int tasks) {
    ShardRanges wanted = new ShardRanges(shards.count(), tasks);
    return new RangedShards(shards.rdd().rdd(), shards.ranges(), wanted).toJavaRDD();
  }

  private static Seq<Dependency<?>> dependencies(
      RDD<Shard> parent, ShardRanges held, ShardRanges wanted) {
    Dependency<?> overlap = new Overlap(parent, held, wanted);
    return JavaConverters.asScalaBuffer(List.<Dependency<?>>of(overlap)).toSeq();
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[wanted.parts()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new Part(i, parts(parent, held, wanted, i));
    }
    return partitions;
  }

  private static Partition[] parts(
      RDD<Shard> parent, ShardRanges held, ShardRanges wanted, int task) {
    Partition[] all = parent.partitions();
    int first = held.partOf(wanted.first(task));
    int last = held.partOf(wanted.last(task) - 1);
    Partition[] parts = new Partition[last - first + 1];
    System.arraycopy(all, first, parts, 0, parts.length);
    return parts;
  }

  @Override
  public scala.collection.Iterator<Shard> compute(Partition split, TaskContext context) {
    Part part = (Part) split;
    int first = wanted.first(part.index());
    int last = wanted.last(part.index());
    return JavaConverters.asScalaIterator(new Within(part.read, first, last, context));
  }

  /** Which partitions a task reads, so that Spark starts it where they lie. */
  private static final class Overlap extends NarrowDependency<Shard> {
    private static final long serialVersionUID = 1L;
    private final ShardRanges held;
    private final ShardRanges wanted;

    Overlap(RDD<Shard> parent, ShardRanges held, ShardRanges wanted) {
      super(parent);
      this.held = held;
      this.wanted = wanted;
    }

    @Override
    public Seq<Object> getParents(int task) {
      List<Object> parents = new ArrayList<>();
      for (int p = held.partOf(wanted.first(task)); p <= held.partOf(wanted.last(task) - 1); p++) {
        parents.add(p);
      }
      return JavaConverters.asScalaBuffer(parents).toSeq();
    }
  }

  private static final class Part implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;
    private final Partition[] read;

    Part(int index, Partition[] read) {
      this.index = index;
      this.read = read;
    }

    @Override
    public int index() {
      return index;
    }
  }

  /** The shards {@code first … last − 1} of some partitions, in the order in which they lie. */
  private final class Within implements Iterator<Shard> {
    private final Partition[] parts;
    private final int first;
    private final int last;
    private final TaskContext context;
    private scala.collection.@Nullable Iterator<Shard> reading;
    private int nextPart;
    private @Nullable Shard next;

    Within(Partition[] parts, int first, int last, TaskContext context) {
      this.parts = parts;
      this.first = first;
      this.last = last;
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (reading != null && reading.hasNext()) {
          Shard shard = reading.next();
          next = shard.index() >= first && shard.index() < last ? shard : null;
        } else if (nextPart < parts.length) {
          reading = parent.iterator(parts[nextPart++], context);
        } else {
          return false;
        }
      }
      return true;
    }

    @Override
    public Shard next() {
      Shard shard = hasNext() ? next : null;
      if (shard == null) {
        throw new NoSuchElementException("no more shards");
      }
      next = null;
      return shard;
    }
  }
}
