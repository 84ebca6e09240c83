package tributary.train;

import org.jspecify.annotations.Nullable;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.Network;

/**
 * One shard's part of a step's gradient: the arithmetic that every {@link GradientSource} shares,
 * wherever it runs.
 *
 * <p>Thread-safe, given one {@link Scratch} per thread.
 */
public final class ShardGradients {
  private static final long DROPOUT = 0xD50;

  private final Network network;
  private final BatchSampler sampler;
  private final EpochOrders orders;
  private final long seed;

  /**
   * @param seed of the dropout masks; the sampler has its own
   */
  public ShardGradients(Network network, BatchSampler sampler, long seed) {
    this.network = network;
    this.sampler = sampler;
    this.orders = new EpochOrders(sampler);
    this.seed = seed;
  }

  public Scratch newScratch() {
    return new Scratch(network);
  }

  /**
   * The sums over the rows of {@code shard} that the step uses, in the epoch's order; null when it
   * uses none.
   *
   * <p>{@code weights} are only read. The result holds a new array, which belongs to the caller.
   *
   * @throws IllegalArgumentException if the shard is not one of those that the sampler was made for
   */
  public @Nullable GradientSum gradient(
      Shard shard, StepId step, float[] weights, Scratch scratch) {
    int from = sampler.from(step.epoch(), shard.index(), step.inEpoch());
    int to = sampler.to(step.epoch(), shard.index(), step.inEpoch());
    if (from == to) {
      return null;
    }
    int[] order = orders.order(step.epoch(), shard.index());
    if (order.length != shard.rows() || shard.count() != sampler.shards()) {
      throw foreign(shard, order.length);
    }
    long dropoutKey = RandomStream.hash(seed, DROPOUT, step.number());
    float[] gradient = new float[network.layout().size()];
    double loss = 0;
    double weight = 0;
    for (int begin = from; begin < to; begin += Scratch.MAX_ROWS) {
      scratch.batch.gather(shard, order, begin, Math.min(to, begin + Scratch.MAX_ROWS));
      loss +=
          network.lossAndGradient(weights, scratch.batch, dropoutKey, scratch.workspace, gradient);
      weight += scratch.batch.weightSum();
    }
    return new GradientSum(gradient, loss, weight, to - from);
  }

  private IllegalArgumentException foreign(Shard shard, int expectedRows) {
    return new IllegalArgumentException(
        "gradient: shard "
            + shard.index()
            + " of "
            + shard.count()
            + " has "
            + shard.rows()
            + " rows, but the sampler is for "
            + sampler.shards()
            + " shards of which this one has "
            + expectedRows
            + " rows; make both from the same table and number of shards");
  }
}
