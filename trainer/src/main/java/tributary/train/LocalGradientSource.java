package tributary.train;

import java.util.List;
import java.util.Optional;
import tributary.data.BatchSampler;
import tributary.data.Shard;
import tributary.nn.Network;

/**
 * Computes every step in the calling thread, shard after shard: the reference that the distributed
 * sources must equal to the bit.
 */
public final class LocalGradientSource implements GradientSource {
  private final LocalShards shards;
  private final ShardGradients gradients;
  private final Scratch scratch;

  /**
   * @param shards all shards of the training table, in order
   * @param seed of the dropout masks
   * @throws IllegalArgumentException if {@code shards} are not all of one table, in order
   */
  public LocalGradientSource(
      Network network, List<Shard> shards, BatchSampler sampler, long seed, HealthConfig health) {
    this.shards = new LocalShards(shards);
    this.gradients = new ShardGradients(network, sampler, seed, health);
    this.scratch = gradients.newScratch();
  }

  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
    long begin = System.nanoTime();
    GradientSum sum =
        shards.sum(shard -> gradients.gradient(shard, step, weights, scratch), GradientSum::add);
    timer.addCompute(System.nanoTime() - begin);
    if (sum == null) {
      throw new IllegalStateException("gradient: no shard has a row in " + step);
    }
    return sum;
  }

  @Override
  public Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
    return Optional.ofNullable(
        shards.sum(
            shard -> gradients.firstNonFinite(shard, step, weights, scratch),
            NonFiniteOrigin::first));
  }

  @Override
  public void close() {}
}
