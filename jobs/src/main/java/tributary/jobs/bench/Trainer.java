package tributary.jobs.bench;

import java.util.function.BooleanSupplier;
import tributary.data.BatchSampler;
import tributary.linalg.Gemms;
import tributary.nn.Network;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.spark.Shards;
import tributary.train.GradientSource;
import tributary.train.StepTimer;
import tributary.train.TrainingConfig;
import tributary.train.TrainingListener;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;

/** Trains a network as {@code tributary train} does, through the library's public doors. */
final class Trainer {
  static final int BATCH = 512;

  /** More than anybody waits for: each of these trainings is stopped. */
  private static final int EPOCHS = 100_000;

  private static final long WARM_UP = 20;
  private static final double MOMENTUM = 0.9;

  private final SparkHost host;
  private final Shards shards;
  private final BenchNetwork network;
  private final StepWay way;
  private final BatchSampler sampler;

  Trainer(SparkHost host, Shards shards, BenchNetwork network, StepWay way, long seed) {
    this.host = host;
    this.shards = shards;
    this.network = network;
    this.way = way;
    int batch = (int) Math.min(BATCH, shards.rows());
    this.sampler = new BatchSampler(seed, shards.rows(), shards.count(), batch);
  }

  /** A training from the beginning: batches, gradients, SGD with momentum, as long as it takes. */
  StepCost train(double seconds) {
    return train(seconds, WARM_UP);
  }

  /** Exactly so many steps. */
  StepCost steps(long steps) {
    StepTimer timer = new StepTimer();
    StepWatch watch = new StepWatch(timer, 1, 0);
    TrainingConfig config = TrainingConfig.ofEpochs(EPOCHS).withMaxSteps(steps);
    run(config, 0.05, timer, watch, () -> false);
    return watch.cost();
  }

  private StepCost train(double seconds, long warmUp) {
    StepTimer timer = new StepTimer();
    StepWatch watch = new StepWatch(timer, warmUp, seconds);
    run(TrainingConfig.ofEpochs(EPOCHS), 0.05, timer, watch, watch::enough);
    return watch.cost();
  }

  private void run(
      TrainingConfig config,
      double learningRate,
      StepTimer timer,
      TrainingListener listener,
      BooleanSupplier stop) {
    Optimizer optimizer =
        Optimizers.sgd(RecipeConfig.of(Schedules.constant(learningRate)), MOMENTUM, false);
    try (GradientSource source = way.open(host.context(), shards, network, sampler, Gemms.name())) {
      TrainingParts parts =
          TrainingParts.of(config, sampler, source, optimizer)
              .withListener(listener)
              .withStopRequested(stop);
      new TrainingLoop(parts, timer).run(Network.of(network.spec()).initialWeights(sampler.seed()));
    }
  }
}
