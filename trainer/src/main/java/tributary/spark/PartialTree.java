package tributary.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import tributary.train.ShardTree;
import tributary.train.ShardTree.Node;

/** A level between the tasks and the root of the shard tree: adds as the root would have. */
final class PartialTree {
  private PartialTree() {}

  /**
   * Adds nodes, given in shard order and all of shards {@code first … last − 1}, as far as whole
   * subtrees lie in that range; {@code shards} is how many the tree has in all. Gives what is left,
   * in shard order.
   */
  static <T> List<Node<T>> addWithin(
      List<Node<T>> nodes, int first, int last, int shards, BinaryOperator<T> add) {
    List<Node<T>> left = new ArrayList<>(nodes);
    for (int level = 0; level < ShardTree.height(shards); level++) {
      left = up(left, level, first, last, shards, add);
    }
    return left;
  }

  /** Nodes of {@code level} move up where their parent's shards all lie in the range. */
  private static <T> List<Node<T>> up(
      List<Node<T>> nodes, int level, int first, int last, int shards, BinaryOperator<T> add) {
    List<Node<T>> next = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      Node<T> node = nodes.get(i);
      int parent = node.index() / 2;
      long begin = (long) parent << (level + 1);
      long end = Math.min(shards, (parent + 1L) << (level + 1));
      if (node.level() != level || begin < first || end > last) {
        next.add(node);
        continue;
      }
      T sum = node.sum();
      if (i + 1 < nodes.size()) {
        Node<T> right = nodes.get(i + 1);
        if (right.level() == level && right.index() / 2 == parent) {
          sum = add.apply(sum, right.sum());
          i++;
        }
      }
      next.add(new Node<>(level + 1, parent, sum));
    }
    return next;
  }
}
