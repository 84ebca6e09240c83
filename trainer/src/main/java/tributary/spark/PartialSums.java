package tributary.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import java.io.Serializable;
import java.util.List;
import tributary.train.ShardTree.Node;

/**
 * What leaves a task: the nodes of the shard tree that its range leaves, in shard order, and what
 * the task measured on itself.
 *
 * <p>A final class rather than a record, because Kryo 4 cannot write records.
 */
@DefaultSerializer(CodecSerializer.class)
final class PartialSums<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int task;
  private final TaskTimes times;
  private final List<Node<T>> nodes;

  PartialSums(int task, TaskTimes times, List<Node<T>> nodes) {
    this.task = task;
    this.times = times;
    this.nodes = nodes;
  }

  int task() {
    return task;
  }

  TaskTimes times() {
    return times;
  }

  List<Node<T>> nodes() {
    return nodes;
  }

  private Object writeReplace() {
    return new Packed(this);
  }
}
