package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.io.WeightsHash;
import tributary.linalg.Gemms;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.GradientSource;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.StepTimer;
import tributary.train.TrainingConfig;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;

/** With {@code gemm = reference} a training's bits are the same on every machine: these. */
final class PortableWeightsTest extends SparkTest {
  private static final String EVERYWHERE =
      "67b3bdd94b45986489909b50eb932b4d53d4c21611985b69dda0f3374b8f991e";

  private static final long SEED = 5;
  private static final int SHARDS = 4;
  private static final String REFERENCE = "reference";
  private static final Rows TABLE =
      Rows.random(8, 200, 6, 2, true).withTargets(y -> y > 0 ? 1f : 0f);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          6,
          List.of(
              new DenseSpec(9, Activation.GELU),
              new LayerNormSpec(1e-5),
              new DropoutSpec(0.1),
              new ResidualSpec(
                  List.of(
                      new DenseSpec(9, Activation.SILU), new DenseSpec(9, Activation.IDENTITY))),
              new DenseSpec(7, Activation.TANH),
              new DenseSpec(2, Activation.IDENTITY)),
          new LossSpec.BinaryCrossEntropy(2));

  @Test
  void theReferenceGivesTheSameWeightsOnEveryMachine() {
    Network network = Network.of(SPEC, Gemms.named(REFERENCE));
    try (GradientSource local =
            new LocalGradientSource(
                network, TABLE.localShards(SHARDS), sampler(), SEED, HealthConfig.OFF);
        Shards shards = TABLE.shards(sc(), SHARDS, 2);
        GradientSource spark =
            new SparkGradientSource(
                sc(), shards, SPEC, sampler(), SEED, REFERENCE, HealthConfig.OFF)) {
      assertEquals(EVERYWHERE, trained(local, network));
      assertEquals(EVERYWHERE, trained(spark, network));
    }
  }

  private static String trained(GradientSource source, Network network) {
    RecipeConfig recipe =
        RecipeConfig.of(Schedules.cosine(0.01, 0, 50)).withClipNorm(1).withWeightDecay(0.01);
    TrainingParts parts =
        TrainingParts.of(TrainingConfig.ofEpochs(5), sampler(), source, Optimizers.adamW(recipe));
    return WeightsHash.sha256(
        new TrainingLoop(parts, new StepTimer()).run(network.initialWeights(SEED)).weights());
  }

  private static BatchSampler sampler() {
    return new BatchSampler(SEED, TABLE.rows(), SHARDS, 20);
  }
}
