package tributary.jobs.bench;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Spark's own network at its best: L-BFGS over large blocks; sigmoids are all it has. */
final class Mllib {
  static final String NAME = "Spark MLlib";
  private static final int BLOCK = 1024;

  private final MultilayerPerceptronClassifier classifier;

  Mllib(BenchNetwork network, int iterations) {
    classifier =
        new MultilayerPerceptronClassifier()
            .setFeaturesCol(VectorRows.PIXELS)
            .setLabelCol(VectorRows.LABEL)
            .setLayers(network.toArray())
            .setSolver("l-bfgs")
            .setBlockSize(BLOCK)
            .setMaxIter(iterations)
            .setSeed(1);
  }

  MultilayerPerceptronClassificationModel fit(Dataset<Row> rows) {
    return classifier.fit(rows);
  }

  static double accuracy(MultilayerPerceptronClassificationModel model, Dataset<Row> rows) {
    Dataset<Row> predicted = model.transform(rows);
    return (double) predicted.filter("prediction = " + VectorRows.LABEL).count() / rows.count();
  }
}
