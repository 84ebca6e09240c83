package tributary.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.LossSpec;

/** A small table in memory, to be cut into any number of shards. */
record Table(int rows, int inputs, int targets, float[] x, float[] y, float @Nullable [] weights) {
  /** Normal inputs; targets that fit the loss. */
  static Table random(long seed, int rows, int inputs, LossSpec loss, boolean weighted) {
    RandomStream random = new RandomStream(seed);
    int targets = loss.targets();
    float[] x = new float[rows * inputs];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] y = new float[rows * targets];
    for (int i = 0; i < y.length; i++) {
      if (loss instanceof LossSpec.SoftmaxCrossEntropy) {
        y[i] = random.nextInt(loss.outputs());
      } else if (loss instanceof LossSpec.BinaryCrossEntropy) {
        y[i] = random.nextInt(2);
      } else {
        y[i] = (float) random.nextGaussian();
      }
    }
    float[] weights = null;
    if (weighted) {
      weights = new float[rows];
      for (int r = 0; r < rows; r++) {
        weights[r] = r % 5 == 0 ? 0 : (float) random.nextDouble() * 3;
      }
    }
    return new Table(rows, inputs, targets, x, y, weights);
  }

  float weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  /** Row i goes to shard i mod count. */
  List<Shard> cut(int count) {
    List<Shard> shards = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int length = (int) Shard.rowsOf(rows, index, count);
      float[] shardX = new float[length * inputs];
      float[] shardY = new float[length * targets];
      float[] shardWeights = weights == null ? null : new float[length];
      for (int r = 0; r < length; r++) {
        int row = r * count + index;
        System.arraycopy(x, row * inputs, shardX, r * inputs, inputs);
        System.arraycopy(y, row * targets, shardY, r * targets, targets);
        if (weights != null && shardWeights != null) {
          shardWeights[r] = weights[row];
        }
      }
      shards.add(new Shard(index, count, length, inputs, targets, shardX, shardY, shardWeights));
    }
    return shards;
  }
}
