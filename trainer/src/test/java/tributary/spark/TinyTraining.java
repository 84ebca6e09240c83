package tributary.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import tributary.data.BatchSampler;
import tributary.io.CheckpointOrigin;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.AsyncCheckpointStore;
import tributary.train.Checkpoint;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.StepTimer;
import tributary.train.TrainingConfig;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;

/** A net 8-16-3 that trains with momentum and saves every fifth step, in this JVM or in its own. */
final class TinyTraining {
  private static final Rows ROWS = Rows.random(5, 60, 8, 3, false);
  private static final BatchSampler SAMPLER = new BatchSampler(3, 60, 2, 10);
  private static final Network NETWORK =
      Network.of(
          new NetworkSpec(
              8,
              List.of(new DenseSpec(16, Activation.TANH), new DenseSpec(3, Activation.IDENTITY)),
              new LossSpec.SquaredError(3)));

  private TinyTraining() {}

  static HadoopCheckpointStore store(Configuration configuration, String folder, String run) {
    return new HadoopCheckpointStore(
        configuration, folder, 1, CheckpointOrigin.of(run, Map.of("seed", "3")));
  }

  /** The weights after so many steps, from the newest checkpoint if there is one. */
  static float[] train(HadoopCheckpointStore store, int steps) {
    try (AsyncCheckpointStore saving =
            new AsyncCheckpointStore(store, AsyncCheckpointStore.OnError.STOP);
        LocalGradientSource source =
            new LocalGradientSource(NETWORK, ROWS.localShards(2), SAMPLER, 3, HealthConfig.OFF)) {
      TrainingParts parts =
          TrainingParts.of(
                  TrainingConfig.ofEpochs(10).withMaxSteps(steps).withCheckpointEvery(5),
                  SAMPLER,
                  source,
                  Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.05)), 0.9, true))
              .withCheckpoints(saving);
      TrainingLoop loop = new TrainingLoop(parts, new StepTimer());
      Optional<Checkpoint> before = saving.latest();
      return (before.isPresent() ? loop.resume(before.get()) : loop.run(NETWORK.initialWeights(7)))
          .weights();
    }
  }

  /** {@code folder steps haltAt}: trains on a file system that halts the JVM at that change. */
  public static void main(String[] args) {
    Configuration configuration = FaultyFileSystem.configuration("faulty");
    configuration.set("faulty.haltAt", args[2]);
    train(store(configuration, "faulty://" + args[0], "child"), Integer.parseInt(args[1]));
  }
}
