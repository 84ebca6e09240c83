package tributary.jobs.bench;

import java.util.Arrays;
import tributary.data.Batch;
import tributary.data.Shard;
import tributary.nn.Network;
import tributary.nn.Workspace;

/** Forward and backward over one batch in the calling thread. */
final class Kernel {
  private final Network network;
  private final float[] weights;
  private final float[] gradient;
  private final Workspace workspace;
  private final Batch batch = new Batch();

  Kernel(BenchNetwork network, Shard rows, int batchSize) {
    this.network = Network.of(network.spec());
    this.weights = this.network.initialWeights(1);
    this.gradient = new float[weights.length];
    this.workspace = this.network.workspace();
    batch.view(rows, 0, Math.min(batchSize, rows.rows()));
  }

  /** Examples per second. */
  double examplesPerSecond(double seconds) {
    return batch.rows() * Pace.perSecond(seconds, this::differentiate);
  }

  private void differentiate() {
    Arrays.fill(gradient, 0);
    network.lossAndGradient(weights, batch, 0, workspace, gradient);
  }
}
