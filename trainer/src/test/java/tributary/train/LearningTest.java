package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.data.TargetEncoding;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

/** All parts together, on data small enough to learn in a second. */
final class LearningTest {
  private static TrainingResult train(
      Network network,
      Table table,
      Table validation,
      TargetEncoding target,
      Optimizer optimizer,
      int shards,
      int batchSize,
      int epochs) {
    BatchSampler sampler = new BatchSampler(1, table.rows(), shards, batchSize);
    try (GradientSource source =
        new LocalGradientSource(network, table.cut(shards), sampler, 1, HealthConfig.OFF)) {
      TrainingParts parts =
          TrainingParts.of(TrainingConfig.ofEpochs(epochs), sampler, source, optimizer)
              .withValidation(
                  new Validation(new LocalEvaluator(network, validation.cut(3)), target));
      return new TrainingLoop(parts, new StepTimer()).run(network.initialWeights(9));
    }
  }

  private static final Table XOR =
      new Table(4, 2, 1, new float[] {0, 0, 0, 1, 1, 0, 1, 1}, new float[] {0, 1, 1, 0}, null);

  private static Network xor(LossSpec loss) {
    return Network.of(
        new NetworkSpec(
            2,
            List.of(
                new DenseSpec(8, Activation.TANH),
                new DenseSpec(loss.outputs(), Activation.IDENTITY)),
            loss));
  }

  @Test
  void learnsExclusiveOrOneExampleAtATime() {
    TargetEncoding classes = new TargetEncoding.Classes("y", List.of("no", "yes"));
    Optimizer sgd =
        Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.1)).withClipNorm(5), 0.9, false);
    TrainingResult result =
        train(xor(new LossSpec.SoftmaxCrossEntropy(2)), XOR, XOR, classes, sgd, 2, 1, 300);
    Evaluation evaluation = result.validation().orElseThrow();
    assertEquals(1, evaluation.accuracy().orElseThrow());
    assertEquals(1, evaluation.auc().orElseThrow());
    assertTrue(evaluation.loss() < 0.05, evaluation.toString());
    assertEquals(1200, result.steps());
  }

  @Test
  void learnsExclusiveOrAsALabel() {
    TargetEncoding label = new TargetEncoding.Labels(List.of("y"));
    Optimizer adamW = Optimizers.adamW(RecipeConfig.of(Schedules.constant(0.05)));
    TrainingResult result =
        train(xor(new LossSpec.BinaryCrossEntropy(1)), XOR, XOR, label, adamW, 1, 4, 400);
    assertEquals(1, result.validation().orElseThrow().accuracy().orElseThrow());
  }

  /** y = 3 sin x₀ + x₁², in units of its own. */
  private static Table wave(long seed, int rows) {
    RandomStream random = new RandomStream(seed);
    float[] x = new float[2 * rows];
    float[] y = new float[rows];
    for (int r = 0; r < rows; r++) {
      x[2 * r] = (float) random.nextGaussian();
      x[2 * r + 1] = (float) random.nextGaussian();
      y[r] = (float) ((3 * Math.sin(x[2 * r]) + x[2 * r + 1] * x[2 * r + 1] - 1) / 2.4);
    }
    return new Table(rows, 2, 1, x, y, null);
  }

  private static TrainingResult learnWave(double dropout, int shards) {
    LossSpec loss = new LossSpec.SquaredError(1);
    Network network =
        Network.of(
            new NetworkSpec(
                2,
                List.of(
                    new DenseSpec(24, Activation.GELU),
                    new DropoutSpec(dropout),
                    new DenseSpec(24, Activation.TANH, true, Initializer.AUTO),
                    new DenseSpec(1, Activation.IDENTITY)),
                loss));
    TargetEncoding target = new TargetEncoding.Regression(List.of("y"), List.of(1.0), List.of(2.4));
    Optimizer sgd =
        Optimizers.sgd(RecipeConfig.of(Schedules.cosine(0.05, 0, 400)).withClipNorm(1), 0.9, true);
    return train(network, wave(1, 640), wave(2, 200), target, sgd, shards, 64, 40);
  }

  @Test
  void learnsAWaveWhateverTheNumberOfShards() {
    for (int shards : new int[] {1, 7}) {
      Evaluation evaluation = learnWave(0, shards).validation().orElseThrow();
      double r2 = evaluation.r2().orElseThrow();
      assertTrue(r2 > 0.98, shards + " shards: " + evaluation);
      assertEquals(2.4 * Math.sqrt(evaluation.loss()), evaluation.rmse().orElseThrow(), 1e-5);
    }
  }

  @Test
  void theSameSeedAndShardsGiveTheSameBits() {
    TrainingResult first = learnWave(0.1, 6);
    TrainingResult second = learnWave(0.1, 6);
    assertArrayEquals(first.weights(), second.weights());
    assertEquals(first.validation(), second.validation());
    assertEquals(first.trainLoss(), second.trainLoss());
  }

  @Test
  void evaluationDoesNotDependOnTheCut() {
    Network network = xor(new LossSpec.SquaredError(1));
    Table table = Table.random(8, 2500, 2, new LossSpec.SquaredError(1), true);
    float[] weights = network.initialWeights(4);
    Evaluation whole = evaluate(network, table.cut(1), weights);
    for (int shards : new int[] {2, 7, 16}) {
      Evaluation parts = evaluate(network, table.cut(shards), weights);
      assertEquals(whole.examples(), parts.examples());
      assertEquals(whole.loss(), parts.loss(), 1e-9);
      assertEquals(whole.r2().orElseThrow(), parts.r2().orElseThrow(), 1e-9);
      assertEquals(whole.mae().orElseThrow(), parts.mae().orElseThrow(), 1e-9);
    }
  }

  private static Evaluation evaluate(Network network, List<Shard> shards, float[] weights) {
    return new Validation(new LocalEvaluator(network, shards), Losses.ONE_NUMBER).measure(weights);
  }
}
