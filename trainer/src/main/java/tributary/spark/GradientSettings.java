package tributary.spark;

import java.io.Serializable;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;

/** All that an executor has to know to compute gradients, besides shards and weights. */
record GradientSettings(
    NetworkSpec network, String gemm, long seed, long rows, int shards, int batchSize)
    implements Serializable {
  BatchSampler sampler() {
    return new BatchSampler(seed, rows, shards, batchSize);
  }
}
