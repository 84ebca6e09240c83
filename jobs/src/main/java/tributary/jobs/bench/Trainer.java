package tributary.jobs.bench;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import tributary.data.BatchSampler;
import tributary.linalg.Gemms;
import tributary.nn.Network;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.spark.Shards;
import tributary.spark.SparkEvaluator;
import tributary.train.GradientSource;
import tributary.train.StepTimer;
import tributary.train.TrainingConfig;
import tributary.train.TrainingListener;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;
import tributary.train.Validation;

/** Trains a network as {@code tributary train} does, through the library's public doors. */
final class Trainer {
  static final int BATCH = 512;

  /** More than anybody waits for: each of these trainings is stopped. */
  private static final int EPOCHS = 100_000;

  private static final long WARM_UP = 20;
  private static final double LEARNING_RATE = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final long EPOCHS_TO_REACH = 30;
  private static final long STEPS_TO_TEST = 10;

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
    StepTimer timer = new StepTimer();
    StepWatch watch = new StepWatch(timer, WARM_UP, seconds);
    run(watch, timer, watch::enough, Optional.empty());
    return watch.cost();
  }

  /** Trains while {@code listener} is told of every step, until {@code stop}. */
  void train(TrainingListener listener, BooleanSupplier stop) {
    run(listener, new StepTimer(), stop, Optional.empty());
  }

  /** Trains until {@code watch} has its accuracy on the test rows, or for some epochs. */
  void reach(AccuracyWatch watch, PreparedImages images) {
    SparkEvaluator evaluator =
        new SparkEvaluator(host.context(), images.test(), network.spec(), Gemms.name());
    Validation test = new Validation(evaluator, images.encoding().target());
    long most = EPOCHS_TO_REACH * sampler.stepsPerEpoch();
    run(watch, new StepTimer(), () -> watch.reached() || watch.steps() >= most, Optional.of(test));
  }

  private void run(
      TrainingListener listener,
      StepTimer timer,
      BooleanSupplier stop,
      Optional<Validation> validation) {
    Optimizer optimizer =
        Optimizers.sgd(RecipeConfig.of(Schedules.constant(LEARNING_RATE)), MOMENTUM, false);
    TrainingConfig config = TrainingConfig.ofEpochs(EPOCHS);
    config = validation.isPresent() ? config.withValidationEvery(STEPS_TO_TEST) : config;
    try (GradientSource source = way.open(host.context(), shards, network, sampler, Gemms.name())) {
      TrainingParts parts =
          TrainingParts.of(config, sampler, source, optimizer)
              .withListener(listener)
              .withStopRequested(stop);
      parts = validation.map(parts::withValidation).orElse(parts);
      new TrainingLoop(parts, timer).run(Network.of(network.spec()).initialWeights(sampler.seed()));
    }
  }
}
