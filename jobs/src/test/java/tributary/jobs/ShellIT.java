package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Spark shell, as people type into it: the real one, with the finished jar. */
@Timeout(600)
final class ShellIT {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern R2 = Pattern.compile("test: 10857 rows: .*R² (0\\.\\d+)");
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Duration SHORT = Duration.ofMinutes(1);

  @Test
  void theLauncherOpensOneWithTheLibraryAndCtrlCLeavesItAsItWas() throws Exception {
    try (Shell shell = Shell.launched(Map.of(), "--master", "local[2]")) {
      assertTrue(shell.run("sc.master", SHORT).contains("String = local[2]"));
      String out = shell.run("import tributary.ml._\nclassOf[TableSource].getName", SHORT);
      assertTrue(out.contains("tributary.ml.TableSource"), out);
      // Of classes that were typed too, and without running again what was typed before.
      String cell =
          """
          println("typed")
          case class Point(x: Int)
          sc.parallelize(Seq(Point(1), Point(2))).map(p => Point(p.x + 1)).collect.mkString(",")
          """;
      String own = shell.run(cell, SHORT);
      assertTrue(own.contains("Point(2),Point(3)"), own + shell.errors());
      assertEquals(1, own.split("typed", -1).length - 1, own);
      // The rest is as the project has it.
      assertTrue(shell.run("sc.getConf.get(\"spark.locality.wait\")", SHORT).contains("0s"));
      for (String execution : List.of("resident", "job")) {
        interruptedOverAndOver(shell, execution);
      }
    }
  }

  private static void interruptedOverAndOver(Shell shell, String execution) throws Exception {
    shell.run(SMALL.formatted(execution), SHORT);
    String before = sha(shell);
    for (int i = 0; i < 4; i++) {
      shell.begin("small.setEpochs(1000000).fit(rows)");
      shell.await("mlpClassifier_", SHORT);
      Thread.sleep(37L * i);
      shell.interrupt();
      String out = shell.finish(SHORT);
      assertTrue(out.contains("ClusterException: "), out + shell.errors());
      String left = shell.run("println(sc.getPersistentRDDs.size, threads.toList)", SHORT);
      assertEquals("(0,List())", left.strip());
      assertEquals(before, sha(shell));
    }
  }

  @Test
  void theFirstMinuteShowsWhatItSays(@TempDir Path dir) throws Exception {
    String typed = Files.readString(Project.ROOT.resolve("conf/shell/quickstart.scala"));
    assertTrue(typed.contains("\"runs/quickstart\""), typed);
    Path file = dir.resolve("quickstart.scala");
    Files.writeString(file, typed.replace("runs/quickstart", dir.toString()));
    try (Shell shell = Shell.launched(Map.of(), "--master", "local[2]")) {
      String out = shell.load(file, LONG);
      Matcher r2 = R2.matcher(out);
      assertTrue(r2.find(), out + shell.errors());
      assertEquals(0.979, Double.parseDouble(r2.group(1)), 0.005, out);
      assertTrue(out.contains("|carat|") && out.contains("only showing top 5 rows"), out);
      assertTrue(out.contains("epoch 1/10"), "no progress in " + out);
      Path curves = dir.resolve("curves.html");
      assertTrue(out.contains("curves: " + curves) && Files.size(curves) > 100_000, out);
      Matcher sha = SHA256.matcher(out.substring(out.indexOf("weightsSha256: ")));
      assertTrue(sha.find(), out);
      CommandResult saved = Project.launch("inspect", dir.resolve("model").toString());
      assertTrue(saved.out().contains(sha.group()), saved.out() + saved.err());
    }
  }

  @Test
  void k5k14TheJarAloneIsEnoughWhateverSerializesAndTheWeightsAreThoseOfTheJob(@TempDir Path dir)
      throws Exception {
    CommandResult job =
        Project.launch(
            ("train conf/diamonds.conf --master local[2] --set training.epochs=2 --set shards=2"
                    + " --set data.test.fraction=0 --set run.dir="
                    + dir.resolve("run"))
                .split(" ", -1));
    assertEquals(0, job.exitCode(), job.err());
    Set<String> weights = new TreeSet<>();
    for (String serializer : List.of("JavaSerializer", "KryoSerializer")) {
      String setting = "spark.serializer=org.apache.spark.serializer." + serializer;
      try (Shell shell = Shell.plain(Map.of(), "--conf", setting)) {
        shell.run(SMALL.formatted("auto"), SHORT);
        weights.add(sha(shell));
        String after = shell.run("println(sc.getConf.get(\"spark.serializer\"))", SHORT);
        assertTrue(after.contains(serializer), after);
        assertTrue(
            shell
                .run("println(sc.getConf.contains(\"spark.kryo.registrator\"))", SHORT)
                .contains("false"));
        if (serializer.startsWith("Java")) {
          String out = shell.run(DIAMONDS, SHORT);
          assertEquals(Project.text(dir.resolve("run"), "weightsSha256"), sha(shell), out);
        }
      }
    }
    assertEquals(1, weights.size(), weights.toString());
  }

  /** The run of {@code conf/diamonds.conf} as an estimator. */
  private static final String DIAMONDS =
      """
      val diamonds = spark.read.option("header", true).option("inferSchema", true).
        csv("conf/diamonds.csv.gz")
      def sha = new MlpRegressor().
        setFeatureCols("carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z").
        setLabelCol("price").setHiddenLayers(128, 128, 128).setBatchSize(512).setEpochs(2).
        setOptimizer("adamW").setLearningRate(0.003).setWeightDecay(0.01).setClipNorm(1).
        setSchedule("cosine").setWarmupEpochs(0.5).setValidationFraction(0.16).
        setShards(2).fit(diamonds).weightsSha256
      """;

  /** What the tests type first: a table, and an estimator that takes no time. */
  private static final String SMALL =
      """
      import tributary.ml._
      val rows = spark.range(4000).selectExpr(
        "id %% 97 / 97.0D as a", "id %% 89 / 89.0D as b", "if(id %% 97 > 48, 1.0D, 0.0D) as label")
      def small = new MlpClassifier().setFeatureCols("a", "b").setHiddenLayers(16).setBatchSize(64).
        setShards(2).setExecution("%s")
      def sha = small.setEpochs(2).fit(rows).weightsSha256
      def threads = Thread.getAllStackTraces.keySet.toArray.map(_.toString).filter(_.contains("tributary"))
      """;

  private static String sha(Shell shell) throws Exception {
    String out = shell.run("println(sha)", SHORT);
    Matcher found = SHA256.matcher(out);
    assertTrue(found.find(), out + shell.errors());
    return found.group();
  }

  @Test
  void helpNeedsNoSpark() throws Exception {
    CommandResult help = Project.launch("shell", "--help");
    assertEquals(0, help.exitCode(), help.err());
    assertTrue(help.out().contains("conf/shell/quickstart.scala"), help.out());
  }
}
