package tributary.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import tributary.data.RandomStream;
import tributary.data.RowBlock;
import tributary.data.Shard;

/** A small random table, as blocks of rows and as the shards that it must become. */
record Rows(int rows, int inputs, int targets, float[] x, float[] y, float @Nullable [] weights) {
  static Rows random(long seed, int rows, int inputs, int targets, boolean weighted) {
    RandomStream random = new RandomStream(seed);
    float[] x = new float[rows * inputs];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] y = new float[rows * targets];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) random.nextGaussian();
    }
    float[] weights = weighted ? new float[rows] : null;
    if (weights != null) {
      for (int i = 0; i < rows; i++) {
        weights[i] = 0.5f + (float) random.nextDouble();
      }
    }
    return new Rows(rows, inputs, targets, x, y, weights);
  }

  Rows withTargets(UnaryOperator<Float> change) {
    float[] changed = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      changed[i] = change.apply(y[i]);
    }
    return new Rows(rows, inputs, targets, x, changed, weights);
  }

  /** Blocks of the given heights in turn, until the rows are used up. */
  List<RowBlock> blocks(int... heights) {
    List<RowBlock> blocks = new ArrayList<>();
    int first = 0;
    for (int i = 0; first < rows; i++) {
      int n = Math.min(heights[i % heights.length], rows - first);
      blocks.add(block(first, n));
      first += n;
    }
    return blocks;
  }

  RowBlock block(int first, int n) {
    return new RowBlock(
        first,
        n,
        Arrays.copyOfRange(x, first * inputs, (first + n) * inputs),
        Arrays.copyOfRange(y, first * targets, (first + n) * targets),
        weights == null ? null : Arrays.copyOfRange(weights, first, first + n));
  }

  Shards shards(JavaSparkContext context, int count, int tasks) {
    return shards(context.parallelize(blocks(3, 5, 1), 3), count, tasks);
  }

  Shards shards(JavaRDD<RowBlock> blocks, int count, int tasks) {
    return Shards.of(blocks, rows, inputs, targets, count, tasks, StorageLevel.MEMORY_ONLY());
  }

  /** Shard {@code index} of {@code count}, row by row from the definition. */
  Shard shard(int index, int count) {
    int n = (int) Shard.rowsOf(rows, index, count);
    float[] shardX = new float[n * inputs];
    float[] shardY = new float[n * targets];
    float[] shardWeights = weights == null ? null : new float[n];
    for (int r = 0; r < n; r++) {
      int row = r * count + index;
      System.arraycopy(x, row * inputs, shardX, r * inputs, inputs);
      System.arraycopy(y, row * targets, shardY, r * targets, targets);
      if (shardWeights != null && weights != null) {
        shardWeights[r] = weights[row];
      }
    }
    return new Shard(index, count, n, inputs, targets, shardX, shardY, shardWeights);
  }

  List<Shard> localShards(int count) {
    List<Shard> shards = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      shards.add(shard(index, count));
    }
    return shards;
  }
}
