package tributary.train;

import org.jspecify.annotations.Nullable;
import tributary.data.Batch;
import tributary.data.Shard;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;
import tributary.nn.Network;

/**
 * One shard's part of an evaluation, shared by every {@link Evaluator}.
 *
 * <p>Thread-safe, given one {@link Scratch} per thread.
 */
public final class ShardEvaluations {
  private final Network network;

  public ShardEvaluations(Network network) {
    this.network = network;
  }

  public Scratch newScratch() {
    return new Scratch(network);
  }

  /**
   * The sums over all rows of {@code shard}, where they lie; null when it has none. {@code weights}
   * are only read.
   */
  public @Nullable EvaluationSum evaluate(Shard shard, float[] weights, Scratch scratch) {
    if (shard.rows() == 0) {
      return null;
    }
    LossSpec loss = network.spec().loss();
    Batch batch = scratch.batch;
    EvaluationSum sum = new EvaluationSum();
    for (int begin = 0; begin < shard.rows(); begin += Scratch.MAX_ROWS) {
      batch.view(shard, begin, Math.min(shard.rows(), begin + Scratch.MAX_ROWS));
      Matrix logits =
          network.logits(weights, batch.x(), batch.xOffset(), batch.rows(), scratch.workspace);
      sum.addBatch(loss, logits, batch, network.loss(logits, batch));
    }
    // A scratch lives as long as its thread; the shard may go when nothing else needs it.
    batch.release();
    return sum;
  }
}
