package tributary.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.Redaction;
import tributary.ml.ColumnRoles;
import tributary.ml.Scaling;
import tributary.ml.TableSource;
import tributary.ml.Task;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;
import tributary.optim.Schedule;
import tributary.optim.ScheduleConfig;
import tributary.optim.WeightRange;

/** What is laid over what, what comes of it, and how it is written out again. */
final class ConfigLayersTest {
  private static final String DATA = "data { path = /x.csv, target = y }\n";

  @Test
  void setsLieOverTheFileAndTheLastOneWins() {
    String text = DATA + "training { epochs = 3, momentum = 0.5 }";
    RunConfig config = parse(text, "training.epochs=5", "seed=1", "training.epochs=4");
    assertEquals(4, config.training().epochs());
    assertEquals(0.5, config.training().momentum());
    assertEquals(1, config.seed());
  }

  @Test
  void repeatedLayersStandThereSoManyTimes() {
    String text =
        DATA
            + "network { activation = tanh, layers = [8, { repeat = 3, layers = [{ residual ="
            + " [4, 8] }, { dropout = 0.5 }] }, { repeat = 2, layers = [{ repeat = 2, layers = [5]"
            + " }] }] }";
    DenseSpec five = new DenseSpec(5, Activation.TANH);
    ResidualSpec block =
        new ResidualSpec(
            List.of(new DenseSpec(4, Activation.TANH), new DenseSpec(8, Activation.TANH)));
    DropoutSpec dropout = new DropoutSpec(0.5);
    assertEquals(
        List.of(
            new DenseSpec(8, Activation.TANH),
            block,
            dropout,
            block,
            dropout,
            block,
            dropout,
            five,
            five,
            five,
            five),
        parse(text).network().layers());
    assertEquals(parse(text), parse(parse(text).render()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ repeat = 0, layers = [4] }",
        "{ repeat = 3 }",
        "{ repeat = 3, layers = [] }",
        "{ repeat = 3, layers = 4 }",
        "{ repeat = 3, layers = [4], skip = true }",
        "{ repeat = 3, layers = [{ dense = 0 }] }"
      })
  void aRepetitionThatMakesNoSenseIsRefusedAtItsPlace(String layer) {
    ConfigProblems e =
        assertThrows(
            ConfigProblems.class, () -> parse(DATA + "network.layers = [2, " + layer + "]"));
    assertTrue(e.getMessage().contains("network.layers[1]"), e.getMessage());
  }

  @Test
  void aSetMayBeHoconOrAnyPlainText() {
    assertEquals(
        Optional.of("hdfs://name:9000/runs/a b#c"),
        parse(DATA, "run.dir=hdfs://name:9000/runs/a b#c").run().dir());
    assertEquals(List.of("a", "b"), parse(DATA, "data.exclude=[a, \"b\"]").data().exclude());
    assertEquals(List.of("5th"), parse(DATA, "data.exclude=5th").data().exclude());
    assertEquals(0.5, parse(DATA, "training={ momentum = 0.5 }").training().momentum());
    assertEquals(
        Optional.empty(), parse(DATA + "data.weight = w", "data.weight=null").data().weight());
    assertEquals(OptionalInt.empty(), parse(DATA, "training.batchSize=all").training().batchSize());
  }

  @Test
  void valuesMayComeFromOtherKeysAndTheEnvironment() {
    String text =
        DATA + "seed = ${SEED}, shards = ${?NONE}, training.batchSize = ${training.epochs}";
    RunConfig config = RunConfig.parse("t.conf", text, List.of(), Map.of("SEED", "12"));
    assertEquals(12, config.seed());
    assertEquals(OptionalInt.empty(), config.shards());
    assertEquals(OptionalInt.of(10), config.training().batchSize(), "the default of epochs");
  }

  @Test
  void theRunIsNamedAfterItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my run.v2.conf"), DATA);
    assertEquals("my-run.v2", RunConfig.load(file, List.of(), Map.of()).run().name());
  }

  @Test
  void aRelativePathIsLookedUpHereAndThenBesideTheFile(@TempDir Path folder) throws IOException {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Path here = Files.createDirectory(folder.resolve("here"));
    Path file = Files.writeString(conf.resolve("a.conf"), "data { path = x.csv, target = y }");
    assertEquals(List.of("x.csv"), paths(file, here), "in neither place: left to Spark");
    Files.createFile(conf.resolve("x.csv"));
    assertEquals(List.of("file:" + conf.resolve("x.csv")), paths(file, here));
    Files.createFile(here.resolve("x.csv"));
    assertEquals(List.of("file:" + here.resolve("x.csv")), paths(file, here));
    Path glob = Files.writeString(conf.resolve("b.conf"), "data { path = \"*.csv\", target = y }");
    assertEquals(List.of("file:" + here + "/*.csv"), paths(glob, here));
    Path far =
        Files.writeString(conf.resolve("c.conf"), "data { path = \"s3://b/x\", target = y }");
    assertEquals(List.of("s3://b/x"), paths(far, here));
  }

  private static List<String> paths(Path file, Path here) {
    return RunConfig.load(file, List.of(), Map.of(), here).data().path();
  }

  @Test
  void layersBecomeTheNetwork() {
    String layers =
        "[4, { dense = 5, activation = gelu, skip = true, initializer = lecun },"
            + " { dropout = 0.25 }, { layerNorm {} }, { layerNorm = 1e-3 },"
            + " { residual = [6, { dropout = 0.1 }] }]";
    RunConfig config =
        parse(
            DATA,
            "network.layers=" + layers,
            "network.activation=silu",
            "network.outputInitializer=zero",
            "data.task=classification");
    assertEquals(
        new NetworkSpec(
            9,
            List.of(
                new DenseSpec(4, Activation.SILU),
                new DenseSpec(5, Activation.GELU, true, Initializer.LECUN),
                new DropoutSpec(0.25),
                new LayerNormSpec(LayerNormSpec.DEFAULT_EPSILON),
                new LayerNormSpec(1e-3),
                new ResidualSpec(List.of(new DenseSpec(6, Activation.SILU), new DropoutSpec(0.1))),
                new DenseSpec(3, Activation.IDENTITY, false, Initializer.ZERO)),
            new LossSpec.SoftmaxCrossEntropy(3)),
        config.networkSpec(9, 3));
  }

  @Test
  void theLossFollowsTheTask() {
    assertEquals(new LossSpec.SquaredError(1), parse(DATA).networkSpec(2, 1).loss());
    assertEquals(
        new LossSpec.Huber(2, 0.5),
        parse(DATA, "network.loss=huber", "network.huberDelta=0.5").networkSpec(2, 2).loss());
    assertEquals(
        new LossSpec.BinaryCrossEntropy(2),
        parse(DATA, "data.task=multilabel", "data.target=[a, b]").networkSpec(2, 2).loss());
    RunConfig binary = parse(DATA, "data.task=classification", "network.loss=binaryCrossEntropy");
    assertEquals(new LossSpec.BinaryCrossEntropy(1), binary.networkSpec(2, 2).loss());
    assertThrows(IllegalArgumentException.class, () -> binary.networkSpec(2, 3));
  }

  @Test
  void schedulesCountTheirEpochsInSteps() {
    ScheduleConfig step =
        parse(
                DATA,
                "training.schedule={ kind = step, every = 2, factor = 0.1, warmupEpochs = 0.5 }")
            .training()
            .schedule();
    Schedule schedule = step.toSchedule(1, 10, 100);
    assertTrue(schedule.at(0) < 0.2, schedule::toString);
    assertEquals(1, schedule.at(5 + 19));
    assertEquals(0.1, schedule.at(5 + 20), 1e-12);
    Schedule cosine =
        parse(DATA, "training.schedule={ kind = cosine, floor = 0.001, warmupSteps = 20 }")
            .training()
            .schedule()
            .toSchedule(0.5, 10, 100);
    assertEquals(0.5, cosine.at(20));
    assertEquals(0.001, cosine.at(100), 1e-12);
    Schedule cycle =
        parse(DATA, "training.schedule.kind=oneCycle").training().schedule().toSchedule(1, 10, 100);
    assertEquals(1.0 / 25, cycle.at(0), 1e-12);
    assertEquals(1.0 / 250000, cycle.at(99), 1e-12);
    ScheduleConfig smooth =
        parse(DATA, "training.schedule={ kind = exponential, every = 1 }").training().schedule();
    assertEquals(0.5, smooth.toSchedule(1, 10, 100).at(10), 1e-12);
  }

  @Test
  void theOptimizerSaysWhatWasSet() {
    List<WeightRange> decayed = List.of(new WeightRange(0, 2));
    String adam =
        parse(DATA, "training.optimizer=adamW", "training.weightDecay=0.125", "training.clipNorm=7")
            .training()
            .toOptimizer(10, decayed)
            .toString();
    assertTrue(adam.contains("7.0") && adam.contains("0.125") && adam.contains("0.999"), adam);
    String sgd = parse(DATA, "training.clipValue=3").training().toOptimizer(10, decayed).toString();
    assertTrue(sgd.contains("3.0") && sgd.contains("0.9") && !sgd.contains("0.999"), sgd);
  }

  @Test
  void aRunEndsWithItsEpochsOrItsSteps() {
    TrainingConfig training =
        parse(DATA, "training.maxSteps=35", "training.batchSize=all").training();
    assertEquals(30, training.steps(3));
    assertEquals(35, training.steps(4));
    assertEquals(1234, training.batchSize(1234));
    assertEquals(256, parse(DATA).training().batchSize(1000));
    assertEquals(100, parse(DATA).training().batchSize(100));
  }

  @Test
  void heldOutTablesInheritWhatTheyDoNotSay() {
    DataConfig data =
        parse(
                DATA,
                "data.format=csv",
                "data.options={ header = true, sep = \";\" }",
                "data.test={ path = [/t, /u], options { sep = \",\" } }")
            .data();
    assertEquals(Optional.empty(), data.sourceOf(data.validation()));
    assertEquals(
        Optional.of(
            new TableSource("csv", List.of("/t", "/u"), Map.of("header", "true", "sep", ","))),
        data.sourceOf(data.test()));
  }

  @Test
  void columnsHaveTheirRoles() {
    DataConfig data =
        parse(
                DATA,
                "data={ task = classification, classes = 3, features = [b, a], weight = w }",
                "data={ scaling = none, standardizeTarget = false }")
            .data();
    assertEquals(
        new ColumnRoles(
            Task.CLASSIFICATION,
            List.of("b", "a"),
            List.of(),
            List.of("y"),
            Optional.of("w"),
            Scaling.NONE,
            false,
            OptionalInt.of(3)),
        data.roles());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "training { optimizer = adamW, batchSize = all, clipNorm = 2, maxSteps = 7, beta2 = 0.99 }",
        "network.layers = [3, { residual = [4, { layerNorm = 1e-4 }] }, { dropout = 0.5 }]",
        "network.layers = [], shards = 7, tasks = 2, seed = -9223372036854775808",
        "data { options { \"a.b\" = \"${x} \\\" , #\", sep = \"\\t\" }, hint = \"one\\ntwo\" }",
        "data { task = classification, classes = 3, options { column.Y = \"rtrim('.', Y)\" } }",
        "data { weight = w, test.path = [/a, /b], test.format = json, validation.fraction = 0.1 }",
        "run { name = other, dir = \"s3://b/c\" }, checkpoint { resume = \"/p\", everySteps = 5 }"
      })
  void whatIsRenderedLoadsToAnEqualConfiguration(String more) {
    RunConfig config = parse(DATA + more);
    RunConfig again = RunConfig.parse("resolved.conf", config.render(), List.of(), Map.of());
    assertEquals(config, again);
    assertEquals(config.render(), again.render());
  }

  @Test
  void k8SecretsAreNotRendered() {
    String text =
        parse(
                DATA,
                "data.options={ password = hunter2, fs.s3a.access.key = hunter3, user = me,"
                    + " url = \"jdbc:x://me:hunter4@h/db?password=hunter5\" }",
                "data.path=\"s3a://key:hunter6@bucket/x.csv\"",
                "data.test.path=\"s3a://key:hunter7@bucket/y.csv\"",
                "run.dir=\"s3a://key:hunter8@bucket/run\"",
                "checkpoint.resume=\"s3a://key:hunter9@bucket/old\"")
            .render();
    assertFalse(text.contains("hunter"), text);
    assertTrue(text.contains("me") && text.contains(Redaction.REDACTED), text);
    // Read again, what was left out is not there.
    RunConfig again = RunConfig.parse("resolved.conf", text, List.of(), Map.of());
    assertEquals(Set.of("user", "url"), again.data().options().keySet());
  }

  private static RunConfig parse(String text, String... sets) {
    return RunConfig.parse("t.conf", text, List.of(sets), Map.of());
  }
}
