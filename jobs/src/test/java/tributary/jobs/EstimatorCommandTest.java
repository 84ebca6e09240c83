package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.ml.MlpClassificationModel;
import tributary.ml.MlpClassifier;
import tributary.ml.MlpRegressionModel;
import tributary.ml.MlpRegressor;

/** Command line and estimators: the same network, and each other's models. */
final class EstimatorCommandTest {
  private static final Path DIAMONDS = Project.ROOT.resolve("conf/diamonds.csv.gz");

  private static SparkSession session() {
    Commands.run("--version");
    return SparkSession.active();
  }

  private static Dataset<Row> csv(Path path) {
    return session()
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(path.toString());
  }

  @Test
  void diamondsByJobAndByEstimatorAreTheSameWeights(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    CommandResult trained =
        Commands.run(
            "train",
            Project.ROOT.resolve("conf/diamonds.conf").toString(),
            "--set",
            "run.dir=" + run,
            "--set",
            "data.test.fraction=0",
            "--set",
            "shards=2",
            "--set",
            "training.epochs=4");
    assertEquals(0, trained.exitCode(), trained.err());

    MlpRegressionModel model =
        new MlpRegressor()
            .setFeatureCols("carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z")
            .setLabelCol("price")
            .setHiddenLayers(128, 128, 128)
            .setEpochs(4)
            .setBatchSize(512)
            .setOptimizer("adamW")
            .setLearningRate(0.003)
            .setWeightDecay(0.01)
            .setClipNorm(1)
            .setSchedule("cosine")
            .setWarmupEpochs(0.5)
            .setValidationFraction(0.16)
            .setShards(2)
            .fit(csv(DIAMONDS));

    assertEquals(Project.text(run, "weightsSha256"), model.weightsSha256());
    assertTrue(model.summary().validation().orElseThrow().r2().orElseThrow() > 0.9);

    MlpRegressionModel loaded = MlpRegressionModel.load(run.toString());
    assertEquals(model.weightsSha256(), loaded.weightsSha256());
    Dataset<Row> rows = csv(DIAMONDS).limit(50);
    assertEquals(
        model.transform(rows).select("prediction").collectAsList(),
        loaded.transform(rows).select("prediction").collectAsList());
  }

  @Test
  void everyCommandTakesAModelThatAnEstimatorSaved(@TempDir Path dir) throws Exception {
    Path csv = dir.resolve("table.csv");
    Files.writeString(csv, Commands.table(300));
    MlpClassificationModel model =
        new MlpClassifier()
            .setFeatureCols("a", "b", "c")
            .setLabelCol("sign")
            .setHiddenLayers(8)
            .setEpochs(3)
            .setShards(2)
            .fit(csv(csv));
    String saved = dir.resolve("model").toString();
    model.write().save(saved);

    CommandResult inspected = Commands.run("inspect", saved, "--verify", "--configuration");
    CommandResult evaluated = Commands.run("evaluate", saved, csv.toString());
    CommandResult predicted =
        Commands.run("predict", saved, csv.toString(), dir.resolve("out.parquet").toString());
    CommandResult exported = Commands.run("export", saved, dir.resolve("out.onnx").toString());

    assertEquals(0, inspected.exitCode(), inspected.err());
    assertTrue(inspected.out().contains(model.weightsSha256()), inspected.out());
    assertTrue(inspected.out().contains("hiddenLayers = [8]"), inspected.out());
    assertEquals(0, evaluated.exitCode(), evaluated.err());
    String accuracy =
        String.format(Locale.ROOT, "accuracy %.4f", model.evaluate(csv(csv)).accuracy());
    assertTrue(evaluated.out().contains(accuracy), accuracy + " in " + evaluated.out());
    assertEquals(0, predicted.exitCode(), predicted.err());
    assertEquals(0, exported.exitCode(), exported.err());
    assertEquals(300, session().read().parquet(dir.resolve("out.parquet").toString()).count());
  }
}
