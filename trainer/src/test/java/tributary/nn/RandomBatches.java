package tributary.nn;

import tributary.data.Batch;
import tributary.data.RandomStream;
import tributary.data.Shard;

/** Batches that fit a network, drawn from a seed. */
final class RandomBatches {
  private RandomBatches() {}

  /**
   * {@code rows} rows in the middle of a shard, so that no array begins at 0; with {@code
   * weighted}, weights in [0, 2) of which one is exactly 0 where there is more than one row.
   */
  static Batch draw(NetworkSpec spec, int rows, boolean weighted, long seed) {
    Batch batch = new Batch();
    batch.view(shard(spec, rows + 2, weighted, seed), 1, rows + 1);
    return batch;
  }

  static Shard shard(NetworkSpec spec, int rows, boolean weighted, long seed) {
    RandomStream random = new RandomStream(seed);
    float[] x = normal(rows * spec.inputs(), random);
    float[] y = new float[rows * spec.loss().targets()];
    for (int i = 0; i < y.length; i++) {
      y[i] = target(spec.loss(), random);
    }
    float[] weights = weighted ? new float[rows] : null;
    if (weights != null) {
      for (int r = 0; r < rows; r++) {
        weights[r] = (float) (2 * random.nextDouble());
      }
      if (rows > 4) {
        weights[2] = 0;
      }
    }
    return new Shard(1, 3, rows, spec.inputs(), spec.loss().targets(), x, y, weights);
  }

  static float[] normal(int length, RandomStream random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float target(LossSpec loss, RandomStream random) {
    if (loss instanceof LossSpec.SoftmaxCrossEntropy) {
      return random.nextInt(loss.outputs());
    }
    if (loss instanceof LossSpec.BinaryCrossEntropy) {
      return random.nextInt(2);
    }
    return (float) (1.5 * random.nextGaussian());
  }
}
