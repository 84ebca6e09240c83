package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

/** The three ways in which backpropagation fails: each is seen, and its remedy works. */
final class RemediesTest {
  private static final int ROWS = 600;

  /** y = sin(2·x₀) + x₁; the mean alone leaves a loss of 1.5. */
  private static Table table() {
    RandomStream random = new RandomStream(8);
    float[] x = new float[2 * ROWS];
    float[] y = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      x[2 * r] = (float) random.nextGaussian();
      x[2 * r + 1] = (float) random.nextGaussian();
      y[r] = (float) Math.sin(2 * x[2 * r]) + x[2 * r + 1];
    }
    return new Table(ROWS, 2, 1, x, y, null);
  }

  private record Outcome(Recorder seen, double firstLoss, double lastLoss) {
    boolean raised(Alarm.Kind kind) {
      return seen.alarms.stream().anyMatch(alarm -> alarm.raised() && alarm.kind() == kind);
    }

    List<LayerHealth> lastLayers() {
      return seen.steps.get(seen.steps.size() - 1).layers();
    }
  }

  private static Outcome train(List<LayerSpec> hidden, RecipeConfig recipe, int epochs) {
    List<LayerSpec> layers = new ArrayList<>(hidden);
    layers.add(new DenseSpec(1, Activation.IDENTITY));
    Network network = Network.of(new NetworkSpec(2, layers, new LossSpec.SquaredError(1)));
    BatchSampler sampler = new BatchSampler(1, ROWS, 2, 30);
    Recorder recorder = new Recorder();
    try (GradientSource source =
        new LocalGradientSource(network, table().cut(2), sampler, 1, new HealthConfig(1))) {
      TrainingParts parts =
          TrainingParts.of(
                  TrainingConfig.ofEpochs(epochs),
                  sampler,
                  source,
                  Optimizers.sgd(recipe, 0.9, false))
              .withHealth(HealthPlan.of(network, 0))
              .withListener(recorder);
      new TrainingLoop(parts, new StepTimer()).run(network.initialWeights(3));
    } catch (DivergedException e) {
      return new Outcome(recorder, Double.NaN, Double.NaN);
    }
    return new Outcome(
        recorder,
        recorder.epochs.get(0).trainLoss(),
        recorder.epochs.get(recorder.epochs.size() - 1).trainLoss());
  }

  private static RecipeConfig rate(double rate) {
    return RecipeConfig.of(Schedules.constant(rate));
  }

  @Test
  void aDeepSigmoidNetworkVanishesAndBlocksWithSkipsLearn() {
    Outcome plain =
        train(Collections.nCopies(12, new DenseSpec(16, Activation.SIGMOID)), rate(0.01), 10);
    assertTrue(plain.raised(Alarm.Kind.VANISHING_GRADIENT));
    List<LayerHealth> layers = plain.lastLayers();
    assertTrue(
        layers.get(0).gradientRms() < 1e-5 * layers.get(layers.size() - 1).gradientRms(),
        layers.toString());
    assertTrue(plain.lastLoss() > 1.2, "the variance of y is 1.5: " + plain.lastLoss());
    ResidualSpec block =
        new ResidualSpec(
            List.of(new DenseSpec(16, Activation.SIGMOID), new DenseSpec(16, Activation.IDENTITY)));
    Outcome skips = train(Collections.nCopies(6, block), rate(0.01), 10);
    assertFalse(skips.raised(Alarm.Kind.VANISHING_GRADIENT));
    assertTrue(skips.lastLoss() < 0.6, "" + skips.lastLoss());
  }

  @Test
  void n6ADeepNarrowReluNetworkDiesAndSkipsAroundTheActivationLearn() {
    Outcome plain =
        train(
            Collections.nCopies(40, new DenseSpec(4, Activation.RELU)),
            rate(0.01).withClipNorm(1),
            10);
    assertTrue(plain.raised(Alarm.Kind.DEAD_UNITS));
    List<LayerHealth> layers = plain.lastLayers();
    assertEquals(0, layers.get(0).gradientNorm(), "nothing reaches the first layer");
    assertTrue(plain.raised(Alarm.Kind.VANISHING_GRADIENT));
    assertTrue(plain.lastLoss() > 1.2, "" + plain.lastLoss());
    Outcome skips =
        train(
            Collections.nCopies(40, new DenseSpec(4, Activation.RELU, true, Initializer.AUTO)),
            rate(0.01).withClipNorm(1),
            10);
    assertFalse(skips.raised(Alarm.Kind.DEAD_UNITS));
    assertTrue(skips.lastLayers().get(0).gradientNorm() > 1e-3);
    assertTrue(skips.lastLoss() < 0.7, "" + skips.lastLoss());
  }

  @Test
  void n3ARateThatExplodesTrainsWhenItIsClipped() {
    List<LayerSpec> hidden = Collections.nCopies(6, new DenseSpec(32, Activation.RELU));
    Outcome unclipped = train(hidden, rate(0.1), 20);
    assertTrue(Double.isNaN(unclipped.lastLoss()), "it diverges");
    Alarm alarm =
        unclipped.seen().alarms.stream()
            .filter(a -> a.kind() == Alarm.Kind.DIVERGENCE)
            .findFirst()
            .orElseThrow();
    assertTrue(alarm.layer().orElseThrow().startsWith("layers."), alarm.toString());
    Outcome clipped = train(hidden, rate(0.1).withClipNorm(2), 20);
    assertTrue(clipped.lastLoss() < 0.5, "" + clipped.lastLoss());
    assertTrue(
        clipRate(clipped, 0) > clipRate(clipped, 19),
        clipRate(clipped, 0) + " and then " + clipRate(clipped, 19));
  }

  private static double clipRate(Outcome outcome, int epoch) {
    List<StepReport> steps =
        outcome.seen().steps.stream().filter(s -> s.step().epoch() == epoch).toList();
    return (double) steps.stream().filter(StepReport::clipped).count() / steps.size();
  }
}
