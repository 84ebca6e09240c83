package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.NonFinite;
import tributary.train.UnitsReport.DeadUnits;

/** Each alarm: raised once where its figure says so, silent where it does not, cleared once. */
final class AlarmsTest {
  private final Recorder recorder = new Recorder();

  private static Network network(Activation activation, int depth) {
    List<tributary.nn.LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      layers.add(new DenseSpec(4, activation));
    }
    layers.add(new DenseSpec(1, Activation.IDENTITY));
    return Network.of(new NetworkSpec(4, layers, new LossSpec.SquaredError(1)));
  }

  private static HealthPlan plan(Activation activation, int depth) {
    return HealthPlan.of(network(activation, depth), 0);
  }

  private static StepReport step(long number, double loss, double norm, boolean clipped) {
    return step(number, loss, norm, clipped, List.of());
  }

  private static StepReport step(
      long number, double loss, double norm, boolean clipped, List<LayerHealth> layers) {
    StepId id = new StepId(number, (int) (number / 100), number % 100);
    return new StepReport(id, loss, norm, clipped ? 1 : norm, clipped, 0.1, 32, 1000, layers);
  }

  /** One weight a layer, so that its norm is its RMS. */
  private static List<LayerHealth> layers(double... rms) {
    return IntStream.range(0, rms.length)
        .mapToObj(i -> new LayerHealth("layers." + i, 1, rms[i], 1, 1e-3, Optional.empty()))
        .toList();
  }

  private List<String> told() {
    return recorder.alarms.stream()
        .map(
            a ->
                (a.raised() ? "raised " : "cleared ")
                    + a.kind()
                    + a.layer().map(l -> " " + l).orElse("")
                    + " at "
                    + a.step())
        .toList();
  }

  private void assertAdvice(int alarm, String... parts) {
    String message = recorder.alarms.get(alarm).message();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  private static UnitsReport units(long step, int... dead) {
    List<DeadUnits> layers =
        IntStream.range(0, dead.length)
            .mapToObj(i -> new DeadUnits("layers." + i, 10, dead[i]))
            .toList();
    return new UnitsReport(step, (int) (step / 100), 100, layers);
  }

  @Test
  void n6DeadUnitsOfTheWorstLayer() {
    DeadUnitsWatch watch = new DeadUnitsWatch(plan(Activation.RELU, 3), recorder);
    watch.onUnits(units(99, 4, 0, 4));
    assertEquals(List.of(), told());
    watch.onUnits(units(199, 5, 9, 5));
    watch.onUnits(units(299, 4, 10, 10));
    watch.onUnits(units(399, 4, 0, 4));
    assertEquals(List.of("raised DEAD_UNITS layers.1 at 199"), told(), "on the edge");
    watch.onUnits(units(499, 3, 0, 3));
    watch.onUnits(units(599, 6, 0, 0));
    assertEquals(
        List.of(
            "raised DEAD_UNITS layers.1 at 199",
            "cleared DEAD_UNITS layers.1 at 499",
            "raised DEAD_UNITS layers.0 at 599"),
        told());
    assertEquals(0.9, recorder.alarms.get(0).value());
    assertAdvice(
        0, "90 % of the 10 relu units of layers.1", "epoch 2", "and 2 more layers have 50 %");
    assertAdvice(0, "skip = true", "leakyRelu");
    assertFalse(recorder.alarms.get(2).message().contains("more layer"));
    watch.onUnits(new UnitsReport(699, 6, 100, List.of()));
    assertEquals(3, told().size());
  }

  @Test
  void deadUnitsOfAWindowOfSteps() {
    HealthPlan plan = HealthPlan.of(network(Activation.RELU, 1), 100);
    new DeadUnitsWatch(plan, recorder).onUnits(units(99, 10));
    assertAdvice(0, "of the last 100 steps");
  }

  @Test
  void aGradientThatVanishesTowardsTheInput() {
    VanishingWatch watch = new VanishingWatch(plan(Activation.SIGMOID, 4), recorder);
    double[] healthy = {0.01, 0.02, 0.03, 0.04, 0.05};
    double[] vanished = {1e-9, 1e-7, 1e-5, 1e-4, 1e-3};
    watch.onStep(step(0, 1, 1, false, layers(vanished)));
    watch.onStep(step(20, 1, 1, false, layers(vanished)));
    watch.onStep(step(40, 1, 1, false, layers(healthy)));
    assertEquals(List.of(), told(), "two in a row are not enough");
    for (int s = 60; s < 160; s += 20) {
      watch.onStep(step(s, 1, 1, false, layers(vanished)));
      watch.onStep(step(s + 1, 1, 1, false));
    }
    watch.onStep(step(160, 1, 1, false, layers(healthy)));
    watch.onStep(step(180, 1, 1, false, layers(healthy)));
    assertEquals(
        List.of(
            "raised VANISHING_GRADIENT layers.0 at 100",
            "cleared VANISHING_GRADIENT layers.0 at 160"),
        told());
    assertEquals(1e-6, recorder.alarms.get(0).value(), 1e-12);
    assertAdvice(
        0, "1.0e-09 in layers.0", "0.001 in layers.4", "residual", "network.activation = relu");
  }

  @Test
  void theFirstAndLastQuarterOfManyLayers() {
    VanishingWatch watch = new VanishingWatch(plan(Activation.RELU, 8), recorder);
    double[] rms = {1e-8, 1e-6, 1, 1, 1, 1, 1, 1e-1, 1e-3};
    for (int s = 0; s < 3; s++) {
      watch.onStep(step(s, 1, 1, false, layers(rms)));
    }
    assertEquals(1e-5, recorder.alarms.get(0).value(), 1e-12);
    assertAdvice(0, "layers.0 to layers.1", "layers.7 to layers.8");
    assertFalse(recorder.alarms.get(0).message().contains("network.activation"));
  }

  @Test
  void aFirstLayerWithoutAnyGradientHasVanished() {
    VanishingWatch watch = new VanishingWatch(plan(Activation.RELU, 1), recorder);
    for (int s = 0; s < 3; s++) {
      watch.onStep(step(s, 1, 0, false, layers(0, 0)));
    }
    assertEquals(0, recorder.alarms.get(0).value());
    assertAdvice(0, "no gradient reaches layers.0, where it is 0", "residual");
  }

  @Test
  void aSingleLayerHasNoWayToVanishOn() {
    VanishingWatch watch = new VanishingWatch(plan(Activation.RELU, 0), recorder);
    for (int s = 0; s < 9; s++) {
      watch.onStep(step(s, 1, 1, false, layers(0)));
    }
    assertEquals(List.of(), told());
  }

  private ExplodingWatch exploding() {
    return new ExplodingWatch(AlarmConfig.DEFAULT, recorder);
  }

  @Test
  void anExplodingNormNamesTheLayerThatIsMeasuredRightAfter() {
    ExplodingWatch watch = exploding();
    for (int s = 0; s < 30; s++) {
      watch.onStep(step(s, 1, 2 + 0.1 * (s % 3), false));
    }
    watch.onStep(step(30, 1, 900, false));
    assertEquals(List.of(), told());
    watch.onStep(step(31, 1, 1e5, false, layers(3, 99_999, 7)));
    assertEquals(List.of("raised EXPLODING_GRADIENT layers.1 at 30"), told());
    assertAdvice(
        0,
        "its norm is 900",
        "times the usual 2",
        "most of it in layers.1",
        "training.clipNorm = ");
    for (int s = 32; s < 60; s++) {
      watch.onStep(step(s, 1, 2, false));
    }
    assertEquals("cleared EXPLODING_GRADIENT layers.1 at 51", told().get(1));
    assertEquals(2, told().size());
  }

  /** The step after the jump is not finite: there is no other chance to say it. */
  @Test
  void anExplosionThatEndsAtOnceIsSaidAllTheSame() {
    ExplodingWatch watch = exploding();
    for (int s = 0; s < 30; s++) {
      watch.onStep(step(s, 1, 2, false));
    }
    watch.onStep(step(30, 1, 900, false));
    watch.onNonFinite(
        new NonFiniteReport(
            new StepId(31, 0, 31),
            "loss became NaN",
            Double.NaN,
            0.1,
            Optional.empty(),
            NonFiniteReport.Action.STOP));
    assertEquals(List.of("raised EXPLODING_GRADIENT at 30"), told());
    assertAdvice(0, "its norm is 900, 450 times the usual 2");
  }

  @Test
  void growthByAFewPerCentAStepIsFoundToo() {
    ExplodingWatch watch = exploding();
    double norm = 1;
    for (int s = 0; s < 200; s++) {
      norm *= 1.06;
      watch.onStep(step(s, 1, norm, false));
    }
    assertEquals(1, told().size(), told().toString());
  }

  /** Batches of one example scatter over orders of magnitude, which is no explosion. */
  @Test
  void normsThatScatterAnywayRaiseNothing() {
    for (long seed = 1; seed <= 20; seed++) {
      RandomStream random = new RandomStream(seed);
      ExplodingWatch watch = exploding();
      for (int s = 0; s < 2000; s++) {
        watch.onStep(step(s, 1, Math.exp(random.nextGaussian()), false));
      }
      assertEquals(List.of(), told(), "seed " + seed);
    }
  }

  @Test
  void oneOddBatchIsNoExplosion() {
    ExplodingWatch watch = exploding();
    for (int s = 0; s < 100; s++) {
      watch.onStep(step(s, 1, s == 50 ? 60 : 2, false));
    }
    assertEquals(List.of(), told());
  }

  @Test
  void nearlyEveryStepClipped() {
    ClippingWatch watch = new ClippingWatch(AlarmConfig.DEFAULT, recorder);
    for (int s = 0; s < 150; s++) {
      watch.onStep(step(s, 1, 40, s % 50 != 0));
    }
    for (int s = 150; s < 300; s++) {
      watch.onStep(step(s, 1, 0.5, false));
    }
    assertEquals(List.of("raised CLIPPING at 99", "cleared CLIPPING at 163"), told());
    assertAdvice(0, "98 % of the last 100 steps", "from a gradient norm of 40 to 1");
    assertAdvice(0, "training.learningRate", "training.clipNorm");
  }

  private void plateau(int steps, IntToDoubleFunction loss) {
    PlateauWatch watch = new PlateauWatch(AlarmConfig.DEFAULT, recorder);
    for (int s = 0; s < steps; s++) {
      watch.onStep(step(s, loss.applyAsDouble(s), 1, false));
    }
  }

  @Test
  void aLossThatStandsStill() {
    RandomStream random = new RandomStream(3);
    plateau(3000, s -> 2.303 + 0.01 * random.nextGaussian() - (s > 1500 ? 1e-3 * (s - 1500) : 0));
    assertEquals(2, told().size(), told().toString());
    assertEquals("raised PLATEAU at 999", told().get(0));
    assertTrue(told().get(1).startsWith("cleared PLATEAU"));
    assertAdvice(0, "2.3", "over the last 500 steps", "training.learningRate");
  }

  @Test
  void aLossThatRisesIsNoPlateau() {
    plateau(3000, s -> 2 + s / 1000.0);
    assertEquals(List.of(), told());
  }

  @Test
  void aLossThatFallsIsNoPlateauHoweverItScatters() {
    for (long seed = 1; seed <= 20; seed++) {
      RandomStream random = new RandomStream(seed);
      plateau(3000, s -> 2 * Math.exp(-s / 1500.0) * (1 + 0.3 * random.nextGaussian()));
      assertEquals(List.of(), told(), "seed " + seed);
    }
  }

  private void spikes(int steps, IntToDoubleFunction loss) {
    SpikeWatch watch = new SpikeWatch(AlarmConfig.DEFAULT, recorder);
    for (int s = 0; s < steps; s++) {
      watch.onStep(step(s, loss.applyAsDouble(s), 1, false));
    }
  }

  @Test
  void n4ALossThatSpikesIsToldOnce() {
    RandomStream random = new RandomStream(4);
    spikes(1000, s -> (s >= 400 && s < 410 ? 1.5 : 0.7) - s * 1e-4 + 0.03 * random.nextGaussian());
    assertEquals(2, told().size(), told().toString());
    assertEquals("raised LOSS_SPIKE at 402", told().get(0));
    assertTrue(told().get(1).startsWith("cleared LOSS_SPIKE at 42"), told().toString());
    assertTrue(recorder.alarms.get(0).value() > 10, recorder.alarms.toString());
    assertAdvice(0, "the loss spikes: it is 1.4", "the 100 steps before", "mean of 0.6");
    assertAdvice(0, "training.clipNorm", "training.learningRate", "data of this step");
  }

  @Test
  void n4AWildLossIsASpikeAtOnceAndAHigherLevelIsNoneForEver() {
    RandomStream random = new RandomStream(5);
    spikes(600, s -> (s >= 300 ? 9 : 1) + 0.03 * random.nextGaussian());
    assertEquals(2, told().size(), told().toString());
    assertEquals("raised LOSS_SPIKE at 300", told().get(0));
    assertTrue(told().get(1).startsWith("cleared LOSS_SPIKE at 3"), told().toString());
  }

  /**
   * One odd batch, losses that fall, losses of single rows that scatter by more than their mean.
   */
  @Test
  void n4LossesThatScatterAnywayAreNoSpikes() {
    for (long seed = 1; seed <= 20; seed++) {
      RandomStream random = new RandomStream(seed);
      spikes(2000, s -> 2 * Math.exp(-s / 500.0) * (1 + 0.3 * random.nextGaussian()));
      spikes(2000, s -> Math.pow(random.nextGaussian(), 2));
      spikes(300, s -> s == 200 ? 1.5 : 1 + 0.03 * random.nextGaussian());
      spikes(300, s -> 1 + 1e-6 * s * s);
      assertEquals(List.of(), told(), "seed " + seed);
    }
  }

  @Test
  void aLossThatRisesAboveItsBeginningDiverges() {
    DivergenceWatch watch = new DivergenceWatch(recorder);
    for (int s = 0; s < 200; s++) {
      watch.onStep(step(s, s < 100 ? 2 : 5, 1, false));
    }
    assertEquals(1, told().size());
    assertAdvice(0, "times the 2 that it began with", "training.learningRate");
    for (int s = 200; s < 300; s++) {
      watch.onStep(step(s, 1, 1, false));
    }
    assertEquals(2, told().size());
  }

  @Test
  void stepsThatAreNotFiniteAreToldOnceAndNameTheLayer() {
    DivergenceWatch watch = new DivergenceWatch(recorder);
    NonFiniteOrigin origin =
        new NonFiniteOrigin(
            1, OptionalLong.of(17), new NonFinite("layers.2", NonFinite.Kind.ACTIVATION), 2e37);
    for (int s = 0; s < 3; s++) {
      watch.onNonFinite(
          new NonFiniteReport(
              new StepId(s, 0, s),
              "loss became NaN",
              Double.NaN,
              0.1,
              Optional.of(origin),
              NonFiniteReport.Action.SKIP));
    }
    for (int s = 3; s < 40; s++) {
      watch.onStep(step(s, 1, 1, false));
    }
    assertEquals(
        List.of("raised DIVERGENCE layers.2 at 0", "cleared DIVERGENCE layers.2 at 22"), told());
    assertAdvice(0, "loss became NaN, first in the activation of layers.2, at row 17");
    assertTrue(Double.isNaN(recorder.alarms.get(0).value()));
  }

  @Test
  void figuresAreShort() {
    assertEquals("0", Words.figure(0));
    assertEquals("40", Words.figure(40));
    assertEquals("NaN", Words.figure(Double.NaN));
    assertEquals("812", Words.figure(812.4));
    assertEquals("12,346", Words.figure(12_345.6));
    assertEquals("0.0213", Words.figure(0.02134));
    assertEquals("3.1e-09", Words.figure(3.14e-9));
    assertEquals("2.5e+07", Words.figure(2.5e7));
    assertEquals("-2.5", Words.figure(-2.5));
    assertEquals("71 %", Words.percent(0.714));
  }

  @Test
  void refusesThresholdsThatMakeNoSense() {
    refused("deadShare is 0.0", () -> new AlarmConfig(0, 0.1, 10, 0.9, 100, 6));
    refused("vanishingRatio is 1.5", () -> new AlarmConfig(0.5, 1.5, 10, 0.9, 100, 6));
    refused("explodingFactor is 1.0", () -> new AlarmConfig(0.5, 0.1, 1, 0.9, 100, 6));
    refused("clipRate is NaN", () -> new AlarmConfig(0.5, 0.1, 10, Double.NaN, 100, 6));
    refused("spikeSigmas is 1.0", () -> new AlarmConfig(0.5, 0.1, 10, 0.9, 100, 1));
    refused("plateauSteps is 9", () -> new AlarmConfig(0.5, 0.1, 10, 0.9, 9, 6));
  }

  private static void refused(String expected, org.junit.jupiter.api.function.Executable make) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, make);
    assertTrue(e.toString().contains(expected), e.toString());
  }
}
