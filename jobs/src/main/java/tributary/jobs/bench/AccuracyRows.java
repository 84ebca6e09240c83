package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** How long it takes from the first step to a test accuracy. */
final class AccuracyRows {
  private static final double WANTED = 0.848;
  private static final double SECOND = 1e9;
  private static final Aim AIM = Aim.atLeast(50);

  /** What MLlib needs for the accuracy, and what it is given if that was not enough. */
  private static final List<Integer> ITERATIONS = List.of(100, 130);

  private static final List<Integer> QUICK_ITERATIONS = List.of(3);

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final ImageTable images;

  AccuracyRows(BenchPlan plan, BenchLog log, Peers peers, ImageTable images) {
    this.plan = plan.withFewTurns();
    this.log = log;
    this.peers = peers;
    this.images = images;
  }

  List<Figure> measure(SparkHost host, PreparedImages prepared) {
    BenchNetwork network = BenchNetwork.SMALL;
    String what = "from the first step to a test accuracy of " + WANTED + ", " + network;
    log.begin(what);
    List<Double> seconds = new ArrayList<>();
    String note = "";
    for (int turn = 0; turn < plan.turns(); turn++) {
      AccuracyWatch watch = new AccuracyWatch(WANTED);
      new Trainer(host, prepared.train(), network, StepWay.RESIDENT, 1).reach(watch, prepared);
      if (!watch.reached()) {
        String why =
            "Training reached only "
                + percent(watch.accuracy())
                + " in "
                + watch.steps()
                + " steps.";
        return List.of(Figure.missing(BenchRow.ACCURACY, what, why));
      }
      seconds.add(watch.seconds());
      note =
          "Ours: "
              + percent(watch.accuracy())
              + " after "
              + watch.steps()
              + " steps of 512 rows, SGD with momentum; measuring the accuracy does not count.";
      log.progress(
          "tributary: " + Quantity.of(watch.seconds()) + " s, " + watch.steps() + " steps");
    }
    Side ours = new Side("tributary", new Turns("s", seconds));
    Figure figure = Figure.of(BenchRow.ACCURACY, what, ours).noting(note);
    return List.of(peers.mllib() ? beside(figure, ours, host) : figure.noting(Peers.MLLIB_MISSING));
  }

  private Figure beside(Figure figure, Side ours, SparkHost host) {
    Dataset<Row> train = VectorRows.of(images.train(host.spark())).repartition(2);
    Dataset<Row> test = VectorRows.of(images.test(host.spark()));
    train.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      log.say(Mllib.NAME + ": " + train.count() + " rows are cached");
      double accuracy = 0;
      double seconds = 0;
      int iterations = 0;
      for (int tried : plan.quick() ? QUICK_ITERATIONS : ITERATIONS) {
        if (accuracy < WANTED) {
          iterations = tried;
          long begin = System.nanoTime();
          MultilayerPerceptronClassificationModel model =
              log.during(
                  Mllib.NAME + " makes " + tried + " iterations",
                  () -> new Mllib(BenchNetwork.SMALL, tried).fit(train));
          seconds = (System.nanoTime() - begin) / SECOND;
          accuracy = Mllib.accuracy(model, test);
          log.say(
              Mllib.NAME
                  + ": "
                  + percent(accuracy)
                  + " after "
                  + tried
                  + " iterations, "
                  + Quantity.of(seconds)
                  + " s");
        }
      }
      Side theirs = new Side(Mllib.NAME, Turns.of("s", seconds));
      double took = seconds;
      Turns times = new Turns("×", ours.turns().values().stream().map(s -> took / s).toList());
      return figure.beside(theirs, times).aiming(AIM).noting(said(accuracy, iterations));
    } finally {
      train.unpersist();
    }
  }

  private static String said(double accuracy, int iterations) {
    return Mllib.NAME
        + ": "
        + percent(accuracy)
        + " after "
        + iterations
        + " iterations of L-BFGS with sigmoids, one run"
        + (accuracy >= WANTED
            ? "; whether fewer would do was not tried."
            : "; it did not get there, so that its time is less than what it needs.");
  }

  private static String percent(double accuracy) {
    return String.format(Locale.ROOT, "%.4f", accuracy);
  }
}
