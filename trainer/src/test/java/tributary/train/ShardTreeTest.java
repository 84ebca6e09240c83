package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.train.ShardTree.Node;

final class ShardTreeTest {
  /** Float addition: neither associative nor, in this form, commutative. */
  private static Float add(Float a, Float b) {
    return a + b * 1.0000001f;
  }

  /** The definition, word for word. */
  private static @Nullable Float defined(List<@Nullable Float> shards, int level, int index) {
    if (level == 0) {
      return index < shards.size() ? shards.get(index) : null;
    }
    Float left = defined(shards, level - 1, 2 * index);
    Float right = defined(shards, level - 1, 2 * index + 1);
    if (left == null) {
      return right;
    }
    return right == null ? left : add(left, right);
  }

  private static List<@Nullable Float> randomShards(int count, RandomStream random, double absent) {
    List<@Nullable Float> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(random.nextDouble() < absent ? null : (float) random.nextGaussian());
    }
    return shards;
  }

  /** Cuts the shards into contiguous ranges at random and gives what each task would send. */
  private static List<Node<Float>> cut(List<@Nullable Float> shards, RandomStream random) {
    List<Node<Float>> nodes = new ArrayList<>();
    int first = 0;
    while (first < shards.size()) {
      int last = first + 1 + random.nextInt(shards.size() - first);
      ShardTree.Builder<Float> task = ShardTree.over(first, last, ShardTreeTest::add);
      for (int shard = first; shard < last; shard++) {
        task.accept(shards.get(shard));
      }
      nodes.addAll(task.nodes());
      first = last;
    }
    return nodes;
  }

  private static void shuffle(List<Node<Float>> nodes, RandomStream random) {
    for (int i = nodes.size() - 1; i > 0; i--) {
      Collections.swap(nodes, i, random.nextInt(i + 1));
    }
  }

  @Test
  void anyCutInAnyOrderGivesTheBitsOfTheDefinition() {
    for (int count = 1; count <= 17; count++) {
      for (int trial = 0; trial < 60; trial++) {
        long seed = RandomStream.hash(count, trial);
        RandomStream random = new RandomStream(seed);
        List<@Nullable Float> shards = randomShards(count, random, trial % 3 * 0.3);
        Float expected = defined(shards, ShardTree.height(count), 0);
        List<Node<Float>> nodes = cut(shards, random);
        shuffle(nodes, random);
        assertEquals(
            expected,
            ShardTree.root(nodes, count, ShardTreeTest::add),
            count + " shards, seed " + seed);
      }
    }
  }

  /** As a reduction in several levels does: groups of aligned subtrees first, then the rest. */
  @Test
  void addingLevelByLevelGivesTheSameBits() {
    for (int trial = 0; trial < 200; trial++) {
      long seed = RandomStream.hash(7, trial);
      RandomStream random = new RandomStream(seed);
      int count = 1 + random.nextInt(40);
      List<@Nullable Float> shards = randomShards(count, random, 0.2);
      int level = random.nextInt(ShardTree.height(count) + 1);
      List<List<Node<Float>>> groups = new ArrayList<>();
      for (int g = 0; g <= count >> level; g++) {
        groups.add(new ArrayList<>());
      }
      for (int shard = 0; shard < count; shard++) {
        Float sum = shards.get(shard);
        if (sum != null) {
          groups.get(shard >> level).add(new Node<>(0, shard, sum));
        }
      }
      List<Node<Float>> halfway = new ArrayList<>();
      for (List<Node<Float>> group : groups) {
        shuffle(group, random);
        List<Node<Float>> subtree = ShardTree.upTo(level, group, ShardTreeTest::add);
        assertTrue(subtree.size() <= 1);
        halfway.addAll(subtree);
      }
      shuffle(halfway, random);
      assertEquals(
          defined(shards, ShardTree.height(count), 0),
          ShardTree.root(halfway, count, ShardTreeTest::add),
          "seed " + seed);
    }
  }

  @Test
  void anAlignedPowerOfTwoLeavesOneNode() {
    ShardTree.Builder<Float> task = ShardTree.over(8, 16, ShardTreeTest::add);
    for (int shard = 8; shard < 16; shard++) {
      task.accept(1f);
    }
    List<Node<Float>> nodes = task.nodes();
    assertEquals(1, nodes.size());
    assertEquals(3, nodes.get(0).level());
    assertEquals(1, nodes.get(0).index());
  }

  @Test
  void anUnevenRangeLeavesItsWholeSubtreesInShardOrder() {
    ShardTree.Builder<Float> task = ShardTree.over(1, 7, ShardTreeTest::add);
    for (int shard = 1; shard < 7; shard++) {
      task.accept((float) shard);
    }
    List<String> places =
        task.nodes().stream().map(node -> node.level() + "/" + node.index()).toList();
    assertEquals(List.of("0/1", "1/1", "1/2", "0/6"), places);
  }

  @Test
  void nothingButAbsentShardsIsNothing() {
    ShardTree.Builder<Float> task = ShardTree.over(0, 3, ShardTreeTest::add);
    task.accept(null);
    task.accept(null);
    task.accept(null);
    assertEquals(List.of(), task.nodes());
    assertNull(ShardTree.root(List.<Node<Float>>of(), 3, ShardTreeTest::add));
  }

  @Test
  void refusesShardsGivenTwiceOrThatDoNotExist() {
    Node<Float> third = new Node<>(0, 3, 1f);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ShardTree.root(List.of(third, third), 4, ShardTreeTest::add));
    assertTrue(e.toString().contains("given twice"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> ShardTree.root(List.of(new Node<>(1, 1, 1f), third), 4, ShardTreeTest::add));
    assertThrows(
        IllegalArgumentException.class,
        () -> ShardTree.root(List.of(third), 2, ShardTreeTest::add));
  }

  @Test
  void refusesMoreOrFewerShardsThanTheRange() {
    ShardTree.Builder<Float> task = ShardTree.over(2, 4, ShardTreeTest::add);
    task.accept(1f);
    Exception e = assertThrows(IllegalStateException.class, task::nodes);
    assertEquals("shard tree: the next shard is 3, expected all up to 4", e.getMessage());
    task.accept(1f);
    assertThrows(IllegalStateException.class, () -> task.accept(1f));
  }
}
