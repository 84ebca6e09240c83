package tributary.train;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.ActivationSums;
import tributary.nn.Network;
import tributary.nn.NonFinite;

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
  private final HealthConfig health;

  /**
   * @param seed of the dropout masks; the sampler has its own
   */
  public ShardGradients(Network network, BatchSampler sampler, long seed, HealthConfig health) {
    this.network = network;
    this.sampler = sampler;
    this.orders = new EpochOrders(sampler);
    this.seed = seed;
    this.health = health;
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
    return from == to
        ? null
        : sum(shard, from, to, step, weights, scratch, new float[network.layout().size()]);
  }

  /**
   * As {@link #gradient(Shard, StepId, float[], Scratch)}, to the same bits, in an array of the
   * caller's: {@code into} (n) is overwritten and becomes the result's gradient, so it must not be
   * used again while the result is. Where the result is null it is untouched.
   *
   * @throws IllegalArgumentException if {@code into} is not n long, too
   */
  public @Nullable GradientSum gradient(
      Shard shard, StepId step, float[] weights, Scratch scratch, float[] into) {
    int from = sampler.from(step.epoch(), shard.index(), step.inEpoch());
    int to = sampler.to(step.epoch(), shard.index(), step.inEpoch());
    return from == to ? null : sum(shard, from, to, step, weights, scratch, into);
  }

  private GradientSum sum(
      Shard shard,
      int from,
      int to,
      StepId step,
      float[] weights,
      Scratch scratch,
      float[] gradient) {
    int[] order = order(shard, step);
    long dropoutKey = dropoutKey(step);
    ActivationSums seen =
        health.on() ? new ActivationSums(network.unitLayers(), health.due(step)) : null;
    double loss = 0;
    double weight = 0;
    for (int begin = from; begin < to; begin += Scratch.MAX_ROWS) {
      scratch.batch.gather(shard, order, begin, Math.min(to, begin + Scratch.MAX_ROWS));
      loss +=
          begin == from
              ? network.lossAndNewGradient(
                  weights, scratch.batch, dropoutKey, scratch.workspace, gradient, seen)
              : network.lossAndGradient(
                  weights, scratch.batch, dropoutKey, scratch.workspace, gradient, seen);
      weight += scratch.batch.weightSum();
    }
    return new GradientSum(gradient, loss, weight, to - from, seen);
  }

  /**
   * Where the shard's part of the step first meets a value that is not finite; null if it meets
   * none. Computes the part anew, and row by row where it is at fault.
   */
  public @Nullable NonFiniteOrigin firstNonFinite(
      Shard shard, StepId step, float[] weights, Scratch scratch) {
    int from = sampler.from(step.epoch(), shard.index(), step.inEpoch());
    int to = sampler.to(step.epoch(), shard.index(), step.inEpoch());
    int[] order = order(shard, step);
    for (int begin = from; begin < to; begin += Scratch.MAX_ROWS) {
      int end = Math.min(to, begin + Scratch.MAX_ROWS);
      Optional<NonFinite> ofChunk =
          firstNonFinite(shard, order, begin, end, dropoutKey(step), weights, scratch);
      if (ofChunk.isEmpty()) {
        continue;
      }
      for (int row = begin; row < end; row++) {
        Optional<NonFinite> ofRow =
            firstNonFinite(shard, order, row, row + 1, dropoutKey(step), weights, scratch);
        if (ofRow.isPresent()) {
          OptionalLong tableRow = OptionalLong.of(scratch.batch.tableRow(0));
          return origin(shard, tableRow, ofRow.get(), scratch);
        }
      }
      return origin(shard, OptionalLong.empty(), ofChunk.get(), scratch);
    }
    return null;
  }

  private NonFiniteOrigin origin(Shard shard, OptionalLong row, NonFinite place, Scratch scratch) {
    double largest =
        place.kind() == NonFinite.Kind.INPUT
            ? Double.NaN
            : network.largestActivation(scratch.workspace);
    return new NonFiniteOrigin(shard.index(), row, place, largest);
  }

  private Optional<NonFinite> firstNonFinite(
      Shard shard,
      int[] order,
      int begin,
      int end,
      long dropoutKey,
      float[] weights,
      Scratch scratch) {
    float[] gradient = new float[network.layout().size()];
    scratch.batch.gather(shard, order, begin, end);
    double loss =
        network.lossAndGradient(weights, scratch.batch, dropoutKey, scratch.workspace, gradient);
    return network.firstNonFinite(scratch.batch, loss, scratch.workspace, gradient);
  }

  private long dropoutKey(StepId step) {
    return RandomStream.hash(seed, DROPOUT, step.number());
  }

  private int[] order(Shard shard, StepId step) {
    int[] order = orders.order(step.epoch(), shard.index());
    if (order.length != shard.rows() || shard.count() != sampler.shards()) {
      throw foreign(shard, order.length);
    }
    return order;
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
