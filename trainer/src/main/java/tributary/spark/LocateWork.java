package tributary.spark;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.NonFiniteOrigin;
import tributary.train.Scratch;
import tributary.train.ShardGradients;
import tributary.train.StepId;

/** Where one step first meets a value that is not finite. */
record LocateWork(PackedSettings packed, StepId step) implements ShardWork<NonFiniteOrigin> {
  @Override
  public Function<Shard, @Nullable NonFiniteOrigin> begin(float[] weights) {
    GradientSettings settings = packed.unpack();
    WorkerContext worker = WorkerContext.of(settings.network(), settings.gemm());
    ShardGradients gradients = worker.gradients(settings);
    Scratch scratch = worker.scratch();
    return shard -> gradients.firstNonFinite(shard, step, weights, scratch);
  }

  @Override
  public NonFiniteOrigin add(NonFiniteOrigin left, NonFiniteOrigin right) {
    return left.first(right);
  }
}
