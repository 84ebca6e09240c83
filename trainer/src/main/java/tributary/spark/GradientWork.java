package tributary.spark;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.GradientSum;
import tributary.train.Scratch;
import tributary.train.ShardGradients;
import tributary.train.StepId;

/** The gradient of one step on each shard. */
record GradientWork(PackedSettings packed, StepId step) implements ShardWork<GradientSum> {
  @Override
  public Function<Shard, @Nullable GradientSum> begin(float[] weights) {
    GradientSettings settings = packed.unpack();
    WorkerContext worker = WorkerContext.of(settings.network(), settings.gemm());
    ShardGradients gradients = worker.gradients(settings);
    Scratch scratch = worker.scratch();
    return shard -> gradients.gradient(shard, step, weights, scratch);
  }

  @Override
  public GradientSum add(GradientSum left, GradientSum right) {
    return left.add(right);
  }
}
