package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.NonFinite;
import tributary.nn.ParameterLayout.LayerRange;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.UnitsReport.DeadUnits;

/** What the loop tells about layers and units. */
final class HealthTest {
  private static final LossSpec LOSS = new LossSpec.SquaredError(1);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          4,
          List.of(
              new DenseSpec(8, Activation.RELU),
              new DenseSpec(6, Activation.RELU),
              new DenseSpec(1, Activation.IDENTITY)),
          LOSS);
  private static final Network NETWORK = Network.of(SPEC);
  private static final Table TABLE = Table.random(5, 60, 4, LOSS, false);
  private static final int SHARDS = 3;
  private static final double CLIP = 0.2;

  /** Six steps an epoch. */
  private static final BatchSampler SAMPLER = new BatchSampler(7, 60, SHARDS, 10);

  private static TrainingParts parts(Table table, long everySteps, int epochs) {
    GradientSource source =
        new LocalGradientSource(
            NETWORK, table.cut(SHARDS), SAMPLER, 7, new HealthConfig(everySteps));
    return TrainingParts.of(
        TrainingConfig.ofEpochs(epochs),
        SAMPLER,
        source,
        Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.05)).withClipNorm(CLIP)));
  }

  private static float[] start() {
    return NETWORK.initialWeights(11);
  }

  private static Recorder train(TrainingParts parts, float[] weights) {
    Recorder recorder = new Recorder();
    new TrainingLoop(parts.withListener(recorder), new StepTimer()).run(weights);
    return recorder;
  }

  private static TrainingParts watched(Table table, long everySteps, int epochs, long window) {
    return parts(table, everySteps, epochs).withHealth(HealthPlan.of(NETWORK, window));
  }

  @Test
  void layersAreMeasuredAtTheIntervalAndAsTheDefinitionsSay() {
    Recorder recorder = train(watched(TABLE, 4, 2, 0), start());
    for (StepReport report : recorder.steps) {
      assertEquals(report.step().number() % 4 == 0, !report.layers().isEmpty(), "" + report);
    }
    StepReport first = recorder.steps.get(0);
    GradientSum sum = parts(TABLE, 0, 1).source().gradient(first.step(), start(), new StepTimer());
    double squares = 0;
    for (int i = 0; i < first.layers().size(); i++) {
      LayerHealth health = first.layers().get(i);
      LayerRange range = NETWORK.layout().layers().get(i);
      double norm = norm(sum.gradient(), range, 10);
      assertEquals(range.layer(), health.layer());
      assertEquals(norm, health.gradientNorm(), 1e-6);
      assertEquals(norm / Math.sqrt(range.length()), health.gradientRms(), 1e-6);
      // Plain SGD: the update is −rate · gradient, clipped to the norm of 0.2.
      double factor = 0.05 * Math.min(1, CLIP / first.gradientNorm());
      assertEquals(factor * norm, health.updateNorm(), 1e-6);
      double update = health.updateNorm();
      assertEquals(update / health.weightNorm(), health.updateRatio(), 1e-12);
      double before = norm(start(), range, 1);
      assertTrue(Math.abs(health.weightNorm() - before) <= update + 1e-6, health.toString());
      squares += norm * norm;
      assertTrue(health.activation().orElseThrow().deviation() > 0);
    }
    assertEquals(Math.sqrt(squares), first.gradientNorm(), 1e-6);
    assertTrue(first.clipped());
    assertEquals(CLIP, first.clippedNorm());
  }

  private static double norm(float[] values, LayerRange range, double divisor) {
    double squares = 0;
    for (int i = range.offset(); i < range.end(); i++) {
      squares += values[i] / divisor * (values[i] / divisor);
    }
    return Math.sqrt(squares);
  }

  @Test
  void watchingChangesNoWeightAndOffTellsNothing() {
    float[] off = new TrainingLoop(parts(TABLE, 0, 2), new StepTimer()).run(start()).weights();
    float[] on = new TrainingLoop(watched(TABLE, 1, 2, 4), new StepTimer()).run(start()).weights();
    assertArrayEquals(off, on);
    Recorder silent = train(parts(TABLE, 0, 2).withHealth(HealthPlan.of(NETWORK, 0)), start());
    assertTrue(silent.steps.stream().allMatch(report -> report.layers().isEmpty()));
    assertEquals(List.of(), silent.units);
  }

  @Test
  void n6UnitsThatAreNeverActiveInTheWindowAreDead() {
    float[] weights = start();
    int bias = NETWORK.layout().slot("layers.1.bias").offset();
    Arrays.fill(weights, bias, bias + 2, -1e6f);
    Recorder epochs = train(watched(TABLE, 100, 2, 0), weights);
    assertEquals(List.of(5L, 11L), epochs.units.stream().map(UnitsReport::step).toList());
    for (UnitsReport report : epochs.units) {
      assertEquals(6, report.steps());
      assertEquals(2, report.layers().size(), "the output layer cannot die");
      assertTrue(report.layers().get(1).dead() >= 2, report.toString());
    }
    assertEquals(0.5, new DeadUnits("a", 4, 2).share());
    Recorder windows = train(watched(TABLE, 100, 2, 4), weights);
    assertEquals(List.of(3L, 7L, 11L), windows.units.stream().map(UnitsReport::step).toList());
    assertTrue(windows.order.indexOf("units 3") < windows.order.indexOf("step 4"));
  }

  /** One row of one step of the epoch wakes the unit: it is not dead in that epoch. */
  @Test
  void oneExampleOfTheWholeWindowIsEnough() {
    float[] x = new float[60 * 4];
    Arrays.fill(x, 0.1f);
    Table dark = new Table(60, 4, 1, x, new float[60], null);
    float[] weights = new float[NETWORK.layout().size()];
    // Unit 0 of the first layer: z = x₀ − 10.
    weights[0] = 1;
    weights[NETWORK.layout().slot("layers.0.bias").offset()] = -10;
    assertEquals(8, train(watched(dark, 100, 1, 0), weights).units.get(0).layers().get(0).dead());
    float[] lit = x.clone();
    lit[4 * 37] = 11;
    Table one = new Table(60, 4, 1, lit, new float[60], null);
    assertEquals(7, train(watched(one, 100, 1, 0), weights).units.get(0).layers().get(0).dead());
  }

  @Test
  void aWindowWhoseBeginningThisProcessDidNotSeeIsNotTold() {
    MemoryStore store = new MemoryStore();
    TrainingParts saving = watched(TABLE, 2, 2, 0);
    saving =
        new TrainingParts(
            saving.config().withCheckpointEvery(4),
            saving.sampler(),
            saving.source(),
            saving.optimizer(),
            saving.validation(),
            saving.listeners(),
            saving.checkpoints(),
            saving.health(),
            saving.stopRequested());
    new TrainingLoop(saving.withCheckpoints(store), new StepTimer()).run(start());
    assertEquals(List.of(4L, 8L, 12L), store.saved.stream().map(Checkpoint::step).toList());
    Recorder recorder = new Recorder();
    new TrainingLoop(watched(TABLE, 2, 2, 0).withListener(recorder), new StepTimer())
        .resume(store.saved.get(0));
    assertEquals(List.of(11L), recorder.units.stream().map(UnitsReport::step).toList());
  }

  @Test
  void n1ADivergenceNamesShardRowAndLayer() {
    float[] x = TABLE.x().clone();
    int row = 44;
    x[row * 4 + 2] = Float.POSITIVE_INFINITY;
    Table bad = new Table(60, 4, 1, x, TABLE.y(), null);
    Recorder recorder = new Recorder();
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () ->
                new TrainingLoop(parts(bad, 1, 1).withListener(recorder), new StepTimer())
                    .run(start()));
    NonFinite input = new NonFinite("input", NonFinite.Kind.INPUT);
    NonFiniteOrigin origin =
        new NonFiniteOrigin(row % SHARDS, OptionalLong.of(row), input, Double.NaN);
    assertEquals(origin, e.origin().orElseThrow());
    assertTrue(
        String.valueOf(e.getMessage())
            .contains("first in the input, at row 44 of the training rows (shard 2)"),
        e.getMessage());
    assertEquals(origin, recorder.nonFinite.get(0).origin().orElseThrow());
    assertEquals(NonFiniteReport.Action.STOP, recorder.nonFinite.get(0).action());
    assertEquals("end", recorder.order.get(recorder.order.size() - 1));
  }

  /** Weights of about 2⁸³ (1e25) in two layers: the first still gives floats, the second cannot. */
  @Test
  void n1ADivergenceSaysHowLargeTheActivationsWere() {
    float[] huge = start();
    for (int i = 0; i < huge.length; i++) {
      huge[i] = Math.scalb(huge[i], 83);
    }
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> new TrainingLoop(parts(TABLE, 1, 1), new StepTimer()).run(huge));
    NonFiniteOrigin origin = e.origin().orElseThrow();
    assertEquals(new NonFinite("layers.1", NonFinite.Kind.ACTIVATION), origin.place());
    double largest = origin.largestActivation();
    assertTrue(largest > 1e20 && largest < 1e30, "" + largest);
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("with activations of up to " + Words.figure(largest)), message);
    assertTrue(message.contains("step 0") && message.contains("learning rate"), message);
  }

  @Test
  void theEpochsLedgersAddUpToTheWhole() {
    Recorder recorder = train(watched(TABLE, 4, 3, 0), start());
    assertEquals(18, recorder.ledger.steps());
    assertEquals(
        18, recorder.epochs.stream().flatMapToLong(e -> LongStream.of(e.ledger().steps())).sum());
    double compute = recorder.epochs.stream().mapToDouble(e -> e.ledger().compute()).sum();
    assertEquals(recorder.ledger.compute(), compute, 1e-9);
    assertTrue(recorder.ledger.compute() > 0 && recorder.ledger.update() > 0);
  }
}
