package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.jobs.Commands;
import tributary.ml.MlpClassifier;

/** The page that a model's summary draws, in a real browser. */
@Timeout(120)
final class SummaryPlotTest {
  @Test
  void itsCurvesAreDrawnOnEveryScreen(@TempDir Path dir) throws Exception {
    Dataset<Row> rows =
        Commands.session()
            .range(400)
            .selectExpr("id % 97 / 97.0D as a", "if(id % 97 > 48, 1.0D, 0.0D) as label");
    Path page =
        Path.of(
            new MlpClassifier()
                .setFeatureCols("a")
                .setHiddenLayers(4)
                .setEpochs(3)
                .setBatchSize(64)
                .setShards(2)
                .setValidationFraction(0.2)
                .fit(rows)
                .summary()
                .plot(dir.resolve("curves.html").toString()));
    try (Browser browser = PageCheck.startBrowser()) {
      // Loss, accuracy, AUC of two classes, gradient norm.
      assertEquals(4, PageCheck.inspect(browser, "curves", page));
    }
  }
}
