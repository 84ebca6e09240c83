package tributary.spark;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import tributary.linalg.Gemms;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.Scratch;
import tributary.train.ShardEvaluations;
import tributary.train.ShardGradients;

/**
 * What a JVM keeps between tasks so that a step need not make it anew: networks, the epochs' orders
 * and each thread's scratch memory. The one static of this room.
 *
 * <p>All of it can be lost at any time without changing a result: whatever leaves a task is made in
 * the task. Only the networks and runs used last are kept.
 */
final class WorkerContext {
  /** Enough for the runs that share an executor at one time. */
  private static final int KEPT = 8;

  private record Key(NetworkSpec network, String gemm) {}

  private static final Map<Key, WorkerContext> CONTEXTS = new RecentlyUsed<>();

  private static final Map<ByteBuffer, GradientSettings> SETTINGS = new RecentlyUsed<>();

  private final Network network;
  private final ShardEvaluations evaluations;
  private final Map<GradientSettings, ShardGradients> runs = new RecentlyUsed<>();
  private final Map<String, SharedFetch> fetches = new RecentlyUsed<>();
  private final ThreadLocal<Scratch> scratch;

  private WorkerContext(Key key) {
    network = Network.of(key.network(), Gemms.named(key.gemm()));
    evaluations = new ShardEvaluations(network);
    scratch = ThreadLocal.withInitial(evaluations::newScratch);
  }

  /** The settings behind these bytes, read at most once for as long as they are kept. */
  static GradientSettings settings(ByteBuffer bytes, Function<ByteBuffer, GradientSettings> read) {
    synchronized (SETTINGS) {
      return getOrMake(SETTINGS, bytes, read);
    }
  }

  /** For a network on the matrix product of that name, as {@code Gemms.named} knows it. */
  static WorkerContext of(NetworkSpec spec, String gemm) {
    synchronized (CONTEXTS) {
      return getOrMake(CONTEXTS, new Key(spec, gemm), WorkerContext::new);
    }
  }

  /** n, how many weights the network has. */
  int parameters() {
    return network.layout().size();
  }

  /** What the resident tasks of the gradient source of that name share of the weights. */
  SharedFetch weights(String source) {
    synchronized (fetches) {
      return getOrMake(fetches, source, key -> new SharedFetch());
    }
  }

  ShardGradients gradients(GradientSettings settings) {
    synchronized (runs) {
      return getOrMake(
          runs,
          settings,
          s -> new ShardGradients(network, s.sampler(), s.dropoutSeed(), s.health()));
    }
  }

  ShardEvaluations evaluations() {
    return evaluations;
  }

  /** This thread's own; a task runs in one thread. */
  Scratch scratch() {
    return scratch.get();
  }

  static int kept() {
    synchronized (CONTEXTS) {
      return CONTEXTS.size();
    }
  }

  private static <K, V> V getOrMake(Map<K, V> map, K key, Function<K, V> make) {
    V value = map.get(key);
    if (value == null) {
      value = make.apply(key);
      map.put(key, value);
    }
    return value;
  }

  private static final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    RecentlyUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > KEPT;
    }
  }
}
