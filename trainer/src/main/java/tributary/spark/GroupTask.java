package tributary.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;
import tributary.train.ShardTree.Node;

/**
 * One task of the level between: adds what a contiguous group of tasks sent, along the same tree.
 * Shuffles deliver in any order, so it sorts first.
 */
final class GroupTask<T>
    implements Function2<
        Integer, Iterator<Tuple2<Integer, PartialSums<T>>>, Iterator<PartialSums<T>>> {
  private static final long serialVersionUID = 1L;

  private final ShardWork<T> work;
  private final ShardRanges ranges;
  private final ShardRanges groups;

  GroupTask(ShardWork<T> work, ShardRanges ranges, ShardRanges groups) {
    this.work = work;
    this.ranges = ranges;
    this.groups = groups;
  }

  @Override
  public Iterator<PartialSums<T>> call(
      Integer group, Iterator<Tuple2<Integer, PartialSums<T>>> arrived) {
    List<PartialSums<T>> parts = new ArrayList<>();
    arrived.forEachRemaining(pair -> parts.add(pair._2()));
    parts.sort(Comparator.comparingInt(PartialSums::task));
    int firstTask = groups.first(group);
    int lastTask = groups.last(group);
    if (parts.size() != lastTask - firstTask) {
      throw new IllegalStateException(
          "reduction group "
              + group
              + ": "
              + parts.size()
              + " partial sums came, expected those of tasks "
              + firstTask
              + " to "
              + (lastTask - 1));
    }
    long begin = System.nanoTime();
    TaskTimes times = TaskTimes.NONE;
    List<Node<T>> nodes = new ArrayList<>();
    for (PartialSums<T> part : parts) {
      times = times.and(part.times());
      nodes.addAll(part.nodes());
    }
    List<Node<T>> sums =
        PartialTree.addWithin(
            nodes, ranges.first(firstTask), ranges.last(lastTask - 1), ranges.count(), work::add);
    TaskTimes added = times.added(System.nanoTime() - begin);
    return List.of(new PartialSums<>(group, added, sums)).iterator();
  }
}
