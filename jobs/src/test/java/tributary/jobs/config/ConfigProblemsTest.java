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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of mistake in a configuration, and what is said about it. */
final class ConfigProblemsTest {
  private static final String DATA = "data { path = /x.csv, target = y }\n";

  @Test
  void k1k2ReportsAllMistakesAtOnceInTheOrderOfTheFile() {
    List<ConfigProblem> problems =
        problems(
            """
            training {
              epochs = -3
              learningRat = 0.1
              optimizer = adam
              beta1 = 0.5
            }
            data { target = y, task = regression }
            network.loss = softmaxCrossEntropy
            """,
            "shards=none");
    assertEquals(
        List.of(
            "--set: shards = none: allowed is auto or a whole number of at least 1 (and at most"
                + " 2147483647)",
            "t.conf: data.path: no data is named; write data.path = file or folder",
            "t.conf:2: training.epochs = -3: allowed is a whole number of at least 1 (and at most"
                + " 2147483647)",
            "t.conf:3: training.learningRat = 0.1: there is no such key; did you mean"
                + " training.learningRate?",
            "t.conf:4: training.optimizer = adam: allowed is one of sgd, adamW; did you mean"
                + " adamW?",
            "t.conf:8: network.loss = softmaxCrossEntropy: does not fit data.task = regression,"
                + " which is trained with squaredError or huber"),
        problems.stream().map(each -> each.toString().replace("\"", "")).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epochs | 0 | at least 1",
        "training.epochs | 2.5 | a whole number",
        "training.epochs | 3000000000 | at most 2147483647",
        "training.epochs | 1e30 | at most 2147483647",
        "training.epochs | 1e-999999999 | a whole number",
        "training.epochs | true | a whole number",
        "training.epochs | [1, 2] | a whole number",
        "training.epochs | null | leave the key out",
        "training.batchSize | most | all or a whole number",
        "training.learningRate | NaN | a number above 0",
        "training.learningRate | Infinity | a number above 0",
        "training.learningRate | 1e999 | a number above 0",
        "training.learningRate | 0 | a number above 0",
        "training.learningRate | 0,1 | write decimals with a point, 0.1",
        "training.learningRate | fast | a number above 0",
        "training.learningRate | 0x10 | a number above 0",
        "training.learningRate | 1e | a number above 0",
        "training.learningRate | -0.1 | a number above 0",
        "training.learningRate | \"\" | a number above 0",
        "training.epochs | -1 | at least 1",
        "training.batchSize | 0 | all or a whole number",
        "training.batchSize | 2147483648 | at most 2147483647",
        "training.momentum | 1.5 | at least 0 and below 1",
        "training.maxSteps | 9223372036854775808 | a whole number",
        "training.clipNorm | 0 | off or a number above 0",
        "training.beta2 | 1 | at least 0 and below 1",
        "checkpoint.keep | 0 | at least 1",
        "shards | 0 | auto or a whole number",
        "network.layers | 8,,3 | a list of widths",
        "training.momentum | 1 | at least 0 and below 1",
        "training.nesterov | yes | true or false",
        "training.clipNorm | none | off or a number above 0",
        "training.schedule.kind | cosin | did you mean cosine?",
        "training.schedule.factor | 1.5 | above 0 and at most 1",
        "seed | 9223372036854775808 | 64 bits",
        "run.name | a/b | can name a folder",
        "run.dir | \"\" | not empty",
        "storageLevel | MEMORY_AND_DSK | did you mean MEMORY_AND_DISK?",
        "gemm | blas | one of auto, openblas, netlib, reference",
        "data.target | [a, a] | stands there twice",
        "data.target | [a, \"\"] | none of them empty",
        "data.options | 5 | an object",
        "data.classes | 1 | at least 2",
        "data.validation.fraction | 1 | at least 0 and below 1",
        "data.scaling | standardise | did you mean standardize?",
        "network.activation | rleu | did you mean relu?",
        "network.layers | 256 | a list of widths",
        "training | 5 | this is a section",
        "execution | residents | did you mean resident?"
      })
  void k2RefusesABadValueAndSaysWhatIsAllowed(String key, String value, String said) {
    ConfigProblem problem = only(problems(DATA, key + "=" + value));
    assertEquals(key, problem.key());
    assertEquals("--set", problem.source());
    assertEquals(0, problem.line());
    assertTrue(problem.message().contains(said), problem::toString);
    assertEquals(value.replaceAll("[\" ]", ""), problem.found().replaceAll("[\" ]", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0] | network.layers[0] | at least 1",
        "[4, { dens = 8 }] | network.layers[1] | did you mean dense?",
        "[{ dense = 8, dropout = 0.1 }] | network.layers[0] | exactly one of",
        "[{ dense = 8, activaton = relu }] | network.layers[0].activaton | did you mean activation?",
        "[{ dense = 8, skip = maybe }] | network.layers[0].skip | true or false",
        "[{ dropout = 1.0 }] | network.layers[0].dropout | below 1",
        "[{ layerNorm = 0 }] | network.layers[0].layerNorm | above 0",
        "[{ layerNorm { eps = 1 } }] | network.layers[0].layerNorm.eps | known here are epsilon",
        "[{ residual = [] }] | network.layers[0].residual | at least one layer",
        "[{ residual = [4, { dropout = 2 }] }] | network.layers[0].residual[1].dropout | below 1"
      })
  void k1k2RefusesABadLayerAtItsPlace(String layers, String key, String said) {
    ConfigProblem problem = only(problems(DATA + "network.layers = " + layers));
    assertEquals(key, problem.key());
    assertEquals(2, problem.line());
    assertTrue(problem.message().contains(said), problem::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.momentum=0; training.nesterov=true | training.nesterov | momentum = 0.9",
        "training.beta1=0.8 | training.beta1 | optimizer = adamW",
        "training.optimizer=adamW; training.momentum=0.5 | training.momentum | optimizer = sgd",
        "training.schedule.floor=0.001 | training.schedule.floor | kind = cosine",
        "training.schedule.kind=cosine; training.schedule.floor=9 | training.schedule.floor | above",
        "training.schedule.kind=oneCycle; training.schedule.warmupSteps=5"
            + " | training.schedule.warmupSteps | climb",
        "training.schedule.warmupSteps=5; training.schedule.warmupEpochs=1"
            + " | training.schedule.warmupEpochs | leave one",
        "training.schedule.warmupEpochs=10 | training.schedule.warmupEpochs | never end",
        "training.maxSteps=10; training.schedule.warmupSteps=10"
            + " | training.schedule.warmupSteps | within the warm-up",
        "training.patience=3 | training.patience | data.validation.fraction",
        "training.validateEverySteps=3 | training.validateEverySteps | data.validation.path",
        "data.validation.fraction=0.1; training.minDelta=1 | training.minDelta | patience",
        "data.validation.fraction=0.1; data.validation.path=/v"
            + " | data.validation.fraction | leave one",
        "data.test.fraction=0.1; data.test.path=/t | data.test.fraction | leave one",
        "data.validation.fraction=0.5; data.test.fraction=0.5 | data.test.fraction | no training",
        "data.test.format=csv | data.test.format | data.test.path",
        "data.classes=3 | data.classes | task = classification",
        "data.exclude=a; data.features=b | data.exclude | data.features = []",
        "data.features=[a, y] | data.features | leave it in one",
        "data.weight=y | data.weight | data.target",
        "data.task=classification; data.target=[a, b] | data.target | multilabel",
        "data.task=classification; data.classes=3; network.loss=binaryCrossEntropy"
            + " | network.loss | softmaxCrossEntropy",
        "data.task=multilabel; network.loss=huber | network.loss | binaryCrossEntropy",
        "network.huberDelta=2 | network.huberDelta | loss = huber"
      })
  void k2RefusesSettingsThatContradictEachOther(String sets, String key, String said) {
    ConfigProblem problem = only(problems(DATA, sets.split("; ", -1)));
    assertEquals(key, problem.key());
    assertTrue(problem.message().contains(said), problem::toString);
  }

  @Test
  void saysNothingOfUnusedKeysThatAreAtTheirDefaults() {
    String text = DATA + "training { optimizer = sgd, beta1 = 0.9 }, network.huberDelta = 1";
    assertEquals(0.9, RunConfig.parse("t.conf", text, List.of(), Map.of()).training().beta1());
  }

  @Test
  void k2ReportsKeysThatAFileSetsTwice() {
    List<ConfigProblem> problems =
        problems(
            DATA
                + """
                training { epochs = 3, momentum = 0.5 }
                seed = 1
                training.epochs = 4
                seed = 2
                training { nesterov = true }
                """);
    assertEquals(
        List.of("training.epochs", "seed"), problems.stream().map(ConfigProblem::key).toList());
    assertEquals(List.of(4, 5), problems.stream().map(ConfigProblem::line).toList());
  }

  @Test
  void addingToAListIsNoDuplicate() {
    String text = DATA + "data.exclude = [a]\ndata.exclude += b";
    RunConfig config = RunConfig.parse("t.conf", text, List.of(), Map.of());
    assertEquals(List.of("a", "b"), config.data().exclude());
  }

  @Test
  void k2ASyntaxErrorIsOneProblemWithItsLine() {
    ConfigProblem problem = only(problems("seed = 1\ntraining { epochs = 3\n"));
    assertEquals("t.conf", problem.source());
    assertTrue(problem.line() >= 2, problem::toString);
    ConfigProblem comma = only(problems(DATA + "training.learningRate = 0,1\n"));
    assertTrue(comma.message().contains("0.1"), comma::toString);
    assertEquals(2, comma.line());
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.epochs", "=5", "a..b=1", "seed=[1"})
  void k2ASettingThatCannotBeReadIsAProblem(String set) {
    ConfigProblem problem = only(problems(DATA, set));
    assertEquals("--set", problem.source());
    assertTrue(problem.message().contains(set), problem::toString);
  }

  @Test
  void aFileThatIsNotThereIsAProblemWithItsPath(@TempDir Path folder) throws IOException {
    for (Path file : List.of(folder.resolve("no.conf"), folder)) {
      ConfigProblems problems =
          assertThrows(ConfigProblems.class, () -> RunConfig.load(file, List.of(), Map.of()));
      assertEquals(file.toString(), only(problems.problems()).source());
    }
    Path binary = Files.write(folder.resolve("b.conf"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    ConfigProblems problems =
        assertThrows(ConfigProblems.class, () -> RunConfig.load(binary, List.of(), Map.of()));
    assertTrue(problems.getMessage().contains("UTF-8"), problems.getMessage());
  }

  @Test
  void namesFileAndLineOfAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.conf"), DATA + "\n\nsede = 3\n");
    ConfigProblems problems =
        assertThrows(ConfigProblems.class, () -> RunConfig.load(file, List.of(), Map.of()));
    assertEquals(
        new ConfigProblem(
            file.toString(), 4, "sede", "3", "there is no such key; did you mean seed?"),
        only(problems.problems()));
  }

  @Test
  void aMissingVariableIsReportedOnceWithTheHint() {
    String text =
        """
        data {
          path = ${NOWHERE}/x.csv
          options { labels = ${NOWHERE}/y }
          test.path = ${NOWHERE}/t.csv
          target = y
          hint = "ask the librarian"
        }
        """;
    ConfigProblem problem = only(problems(text));
    assertEquals(2, problem.line(), problem::toString);
    assertTrue(problem.message().contains("export NOWHERE="), problem::toString);
    assertTrue(problem.message().endsWith("ask the librarian"), problem::toString);
    assertTrue(problem.found().contains("${NOWHERE}"), problem::toString);
    RunConfig config = RunConfig.parse("t.conf", text, List.of(), Map.of("NOWHERE", "/here"));
    assertEquals(List.of("/here/x.csv"), config.data().path());
    assertEquals(Map.of("labels", "/here/y"), config.data().options());
    assertEquals(1, problems(text, "data.path=/z").size(), "two keys still need it");
  }

  /** What a run is called becomes the name of a folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/x",
        "/etc/x",
        "..%2fx",
        "..\\x",
        "C:\\x",
        "a:b",
        "x\u0000y",
        ".",
        "..",
        "~x",
        "x/"
      })
  void k9NoRunIsNamedAfterAPath(String name) {
    String quoted = '"' + name.replace("\\", "\\\\").replace("\u0000", "\\u0000") + '"';
    ConfigProblem problem = only(problems(DATA, "run.name=" + quoted));
    assertTrue(problem.message().contains("can name a folder"), problem::toString);
    assertTrue(problem.toString().indexOf('\u0000') < 0, problem::toString);
    String fromFile = RunDirectoryConfig.nameOf(name);
    assertTrue(fromFile.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"), fromFile);
    assertEquals(100, RunDirectoryConfig.nameOf("n".repeat(5_000)).length());
  }

  /** Settings, and lines of a file, that are refused and speak of a secret. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.options.password=[hunter2]",
        "data.options.password=[hunter2",
        "data.options.password = \"hunter2",
        "data.optoins.password=hunter2",
        "data.options.\"api.token\"={ x = [hunter2] }",
        "training.epochs=\"s3a://key:hunter2@host/\"",
        "data.options=\"password=hunter2\""
      })
  void k8NeverShowsASecret(String set) {
    for (ConfigProblem problem : problems(DATA, set)) {
      assertFalse(problem.toString().contains("hunter2"), problem::toString);
    }
    for (ConfigProblem problem : problems(DATA + set + "\n")) {
      assertFalse(problem.toString().contains("hunter2"), problem::toString);
    }
  }

  @Test
  void k8ASettingWithoutAnEqualsSignIsNotShownIfItSpeaksOfASecret() {
    ConfigProblem problem = only(problems(DATA, "data.options.password hunter2"));
    assertFalse(problem.toString().contains("hunter2"), problem::toString);
  }

  @Test
  void k11AKeyStartsNoLineOfItsOwn() {
    ConfigProblem problem = only(problems(DATA + "\"a\\nb\\u001b[2J\" = \"\\u001b[31mx\""));
    assertTrue(problem.toString().contains("a\\nb\\u001b[2J"), problem::toString);
    assertEquals(1, problem.toString().lines().count(), problem::toString);
    assertFalse(problem.toString().contains("\u001b"), problem::toString);
  }

  private static List<ConfigProblem> problems(String text, String... sets) {
    ConfigProblems problems =
        assertThrows(
            ConfigProblems.class, () -> RunConfig.parse("t.conf", text, List.of(sets), Map.of()));
    for (ConfigProblem problem : problems.problems()) {
      assertTrue(problems.getMessage().contains(problem.toString()), problems.getMessage());
    }
    return problems.problems();
  }

  private static ConfigProblem only(List<ConfigProblem> problems) {
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }
}
