package tributary.train;

import java.util.List;
import tributary.data.Shard;
import tributary.nn.Network;

/**
 * Evaluates in the calling thread, shard after shard: the reference that the distributed evaluator
 * must equal to the bit.
 */
public final class LocalEvaluator implements Evaluator {
  private final LocalShards shards;
  private final ShardEvaluations evaluations;
  private final Scratch scratch;

  /**
   * @param shards all shards of the table to evaluate on, in order
   * @throws IllegalArgumentException if {@code shards} are not all of one table, in order
   */
  public LocalEvaluator(Network network, List<Shard> shards) {
    this.shards = new LocalShards(shards);
    this.evaluations = new ShardEvaluations(network);
    this.scratch = evaluations.newScratch();
  }

  @Override
  public EvaluationSum evaluate(float[] weights) {
    EvaluationSum sum =
        shards.sum(shard -> evaluations.evaluate(shard, weights, scratch), EvaluationSum::add);
    return sum == null ? new EvaluationSum() : sum;
  }
}
