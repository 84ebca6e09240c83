package tributary.jobs.bench;

import java.util.List;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.storage.StorageLevel;
import tributary.data.TableEncoding;
import tributary.ml.BatchPredictor;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/** Rows of a cached table of vectors scored and thrown away. */
final class PredictRows {
  private static final String OURS = "tributary";
  private static final String UNIT = "rows/s";
  private static final int ENOUGH_TO_BE_A_MODEL = 100;

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final ImageTable images;

  PredictRows(BenchPlan plan, BenchLog log, Peers peers, ImageTable images) {
    this.plan = plan.withFewTurns();
    this.log = log;
    this.peers = peers;
    this.images = images;
  }

  List<Figure> measure(SparkHost host, TableEncoding encoding) {
    String what = "rows scored, " + host.words() + ", " + BenchNetwork.SMALL;
    log.begin(what);
    Dataset<Row> rows = VectorRows.of(images.train(host.spark())).repartition(2);
    rows.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = rows.count();
      return List.of(measure(what, rows.select(VectorRows.PIXELS), rows, count, encoding));
    } finally {
      rows.unpersist();
    }
  }

  private Figure measure(
      String what, Dataset<Row> pixels, Dataset<Row> labelled, long count, TableEncoding encoding) {
    NetworkSpec network = BenchNetwork.SMALL.spec();
    float[] weights = Network.of(network).initialWeights(1);
    Contest contest =
        new Contest(plan, log)
            .with(
                OURS,
                UNIT,
                () ->
                    rate(
                        count,
                        () ->
                            drain(
                                BatchPredictor.predict(pixels, encoding, network, weights)
                                    .table())));
    if (!peers.mllib()) {
      return Figure.of(BenchRow.PREDICT, what, contest.run().of(OURS)).noting(Peers.MLLIB_MISSING);
    }
    MultilayerPerceptronClassificationModel model =
        new Mllib(BenchNetwork.SMALL, 1).fit(labelled.limit(ENOUGH_TO_BE_A_MODEL));
    contest.with(Mllib.NAME, UNIT, () -> rate(count, () -> drain(model.transform(pixels))));
    Contest.Result result = contest.run();
    return Figure.over(BenchRow.PREDICT, what, result.of(OURS), result.of(Mllib.NAME))
        .aiming(Aim.atLeast(10))
        .noting("Three turns at most. Ours checks every value on the way.");
  }

  private double rate(long count, Runnable work) {
    return count * Pace.perSecond(plan.seconds(), work);
  }

  private static void drain(Dataset<Row> rows) {
    rows.write().format("noop").mode(SaveMode.Overwrite).save();
  }
}
