package tributary.jobs.bench;

import tributary.data.Shard;

/** The native peer at work on the benchmark's rows. */
final class NativeTraining implements AutoCloseable {
  private static final float LEARNING_RATE = 0.05f;
  private static final float MOMENTUM = 0.9f;

  private final NativePeer.Training training;
  private final int batchSize;
  private final String name;

  NativeTraining(NativePeer peer, BenchNetwork network, Shard rows, int batchSize, int threads) {
    int[] labels = new int[rows.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) rows.y()[i];
    }
    PeerTask task =
        new PeerTask(network.toArray(), rows.x(), labels, batchSize, LEARNING_RATE, MOMENTUM, 1);
    this.training = peer.open(task, threads);
    this.batchSize = batchSize;
    this.name = peer.name() + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  String name() {
    return name;
  }

  /** Examples per second, forward and backward. */
  double differentiate(double seconds) {
    return batchSize * Pace.perSecond(seconds, () -> training.differentiate(1));
  }

  /** Examples per second, with shuffled batches and the optimizer. */
  double train(double seconds) {
    return batchSize * Pace.perSecond(seconds, () -> training.train(1));
  }

  @Override
  public void close() {
    training.close();
  }
}
