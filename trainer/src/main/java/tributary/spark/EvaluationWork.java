package tributary.spark;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.nn.NetworkSpec;
import tributary.train.EvaluationSum;
import tributary.train.Scratch;
import tributary.train.ShardEvaluations;

/** How good the weights are on each shard. */
record EvaluationWork(NetworkSpec network, String gemm) implements ShardWork<EvaluationSum> {
  @Override
  public Function<Shard, @Nullable EvaluationSum> begin(float[] weights) {
    WorkerContext worker = WorkerContext.of(network, gemm);
    ShardEvaluations evaluations = worker.evaluations();
    Scratch scratch = worker.scratch();
    return shard -> evaluations.evaluate(shard, weights, scratch);
  }

  @Override
  public EvaluationSum add(EvaluationSum left, EvaluationSum right) {
    return left.add(right);
  }
}
