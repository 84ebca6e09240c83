package tributary.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one order in which the shards' sums are added: a binary tree over the shard index.
 *
 * <p>Node (0, i) is shard i; node (level, i) is node (level − 1, 2i) plus node (level − 1, 2i + 1),
 * left operand first. A shard that has nothing to add is absent, and an absent operand leaves the
 * other as it is. Since the tree depends on the indices alone, any way of cutting it among tasks
 * gives the same bits.
 */
public final class ShardTree {
  private ShardTree() {}

  /**
   * A partial sum at its place in the tree; covers shards index·2^level … (index + 1)·2^level − 1.
   */
  public record Node<T>(int level, int index, T sum) {
    long firstShard() {
      return (long) index << level;
    }
  }

  /**
   * Adds as far as whole subtrees go, for shards {@code first … last − 1}, whose sums come in index
   * order (null when absent).
   *
   * <p>Gives the nodes that are left, in shard order; one node when the range is an aligned power
   * of two. A node whose every shard is absent is left out.
   */
  public static <T> Builder<T> over(int first, int last, BinaryOperator<T> add) {
    return new Builder<>(first, last, add);
  }

  /**
   * Adds nodes of one tree, in whatever order they arrived, up to the root; null if there is none.
   *
   * @throws IllegalArgumentException if two nodes cover the same shard, or one lies beyond {@code
   *     shards}
   */
  public static <T> @Nullable T root(List<Node<T>> nodes, int shards, BinaryOperator<T> add) {
    List<Node<T>> top = upTo(height(shards), nodes, add);
    if (top.isEmpty()) {
      return null;
    }
    if (top.size() > 1 || top.get(0).index() != 0) {
      throw new IllegalArgumentException(
          "shard tree: the nodes of "
              + shards
              + " shards leave "
              + top.size()
              + " sums, the last at place "
              + top.get(top.size() - 1).index()
              + ", expected one at place 0: a shard was given twice or does not exist");
    }
    return top.get(0).sum();
  }

  /** The level of the root: ⌈log₂ shards⌉. */
  public static int height(int shards) {
    return 32 - Integer.numberOfLeadingZeros(Math.max(1, shards) - 1);
  }

  /**
   * Adds nodes, in whatever order they arrived, as far as {@code level}; nodes above it stay.
   *
   * <p>A node of {@code level} must have all of its parts among {@code nodes}. Gives the nodes in
   * shard order.
   */
  public static <T> List<Node<T>> upTo(int level, List<Node<T>> nodes, BinaryOperator<T> add) {
    List<Node<T>> sums = new ArrayList<>(nodes);
    sums.sort(Comparator.comparingLong(Node::firstShard));
    for (int l = 0; l < level; l++) {
      sums = up(sums, l, add);
    }
    return sums;
  }

  /** Nodes of level {@code l} become nodes of the next; nodes already higher pass through. */
  private static <T> List<Node<T>> up(List<Node<T>> nodes, int l, BinaryOperator<T> add) {
    List<Node<T>> next = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      Node<T> node = nodes.get(i);
      if (node.level() > l) {
        next.add(node);
        continue;
      }
      T sum = node.sum();
      if (i + 1 < nodes.size()) {
        Node<T> right = nodes.get(i + 1);
        if (right.level() == l && node.index() % 2 == 0 && right.index() == node.index() + 1) {
          sum = add.apply(sum, right.sum());
          i++;
        }
      }
      next.add(new Node<>(l + 1, node.index() / 2, sum));
    }
    return next;
  }

  /** Adds shard sums as they come, keeping no more than one partial sum per level. */
  public static final class Builder<T> {
    private final int last;
    private final BinaryOperator<T> add;
    private final Deque<Slot<T>> open = new ArrayDeque<>();
    private int next;

    private record Slot<T>(int level, int index, @Nullable T sum) {}

    private Builder(int first, int last, BinaryOperator<T> add) {
      this.next = first;
      this.last = last;
      this.add = add;
    }

    /**
     * The next shard of the range; null when it has nothing to add.
     *
     * @throws IllegalStateException if the range is at its end
     */
    public void accept(@Nullable T sum) {
      if (next >= last) {
        throw new IllegalStateException(
            "shard tree: got more shards than the range ending at " + last);
      }
      Slot<T> slot = new Slot<>(0, next++, sum);
      while (!open.isEmpty() && open.peek().level() == slot.level() && slot.index() % 2 == 1) {
        Slot<T> left = open.pop();
        slot = new Slot<>(slot.level() + 1, slot.index() / 2, combine(left.sum(), slot.sum()));
      }
      open.push(slot);
    }

    private @Nullable T combine(@Nullable T left, @Nullable T right) {
      if (left == null) {
        return right;
      }
      return right == null ? left : add.apply(left, right);
    }

    /**
     * What is left after the last shard, in shard order.
     *
     * @throws IllegalStateException if shards of the range are missing
     */
    public List<Node<T>> nodes() {
      if (next != last) {
        throw new IllegalStateException(
            "shard tree: the next shard is " + next + ", expected all up to " + last);
      }
      List<Node<T>> nodes = new ArrayList<>(open.size());
      open.descendingIterator()
          .forEachRemaining(
              slot -> {
                T sum = slot.sum();
                if (sum != null) {
                  nodes.add(new Node<>(slot.level(), slot.index(), sum));
                }
              });
      return nodes;
    }
  }
}
