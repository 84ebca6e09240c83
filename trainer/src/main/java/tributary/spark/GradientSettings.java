package tributary.spark;

import java.io.Serializable;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;
import tributary.train.HealthConfig;

/**
 * All that an executor has to know to compute gradients, besides shards and weights. Plain values,
 * so that equal settings find what an earlier task has made.
 */
record GradientSettings(
    NetworkSpec network,
    String gemm,
    long orderSeed,
    long rows,
    int shards,
    int batchSize,
    long dropoutSeed,
    HealthConfig health)
    implements Serializable {
  static GradientSettings of(
      NetworkSpec network,
      String gemm,
      BatchSampler sampler,
      long dropoutSeed,
      HealthConfig health) {
    return new GradientSettings(
        network,
        gemm,
        sampler.seed(),
        sampler.rows(),
        sampler.shards(),
        sampler.batchSize(),
        dropoutSeed,
        health);
  }

  BatchSampler sampler() {
    return new BatchSampler(orderSeed, rows, shards, batchSize);
  }
}
