package tributary.jobs.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import tributary.data.Shard;

/** Measures the rows that were asked for, one after the other. */
public final class Benchmark {
  private static final long SEED = 1;
  private static final int TASKS = 2;
  private static final Set<BenchRow> ON_EXECUTORS =
      EnumSet.of(BenchRow.CLUSTER, BenchRow.JOB, BenchRow.RESIDENT, BenchRow.FLOOR);
  private static final int KERNEL_BATCH = 256;
  private static final int LARGE_BATCH = 512;

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final ImageTable images;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * @param env where {@code TRIBUTARY_DATA} may say that Fashion-MNIST is there
   * @param out shows what is being measured
   */
  public Benchmark(BenchPlan plan, Map<String, String> env, PrintWriter out) {
    this.plan = plan;
    this.log = new BenchLog(out);
    this.peers = Peers.of(plan);
    this.images = ImageTable.find(env, plan, SEED);
    log.label("data", images.describe());
    log.label("peers", peers.describe());
  }

  /** The rows of one JVM, on a local session. */
  public void inOneJvm(SparkSession spark) {
    SparkHost host = new SparkHost("one JVM", true, spark);
    try (PreparedImages prepared = prepare(host)) {
      Shard rows = prepared.collect();
      KernelRows kernel = new KernelRows(plan, log, peers, rows);
      row(
          BenchRow.KERNEL,
          row ->
              kernel.measure(
                  row,
                  BenchNetwork.SMALL,
                  KERNEL_BATCH,
                  Aim.atLeast(1.15),
                  Optional.of(Aim.atLeast(0.9))));
      row(
          BenchRow.LARGE,
          row ->
              kernel.measure(
                  row, BenchNetwork.LARGE, LARGE_BATCH, Aim.atLeast(1.05), Optional.empty()));
      TrainingRows training = new TrainingRows(plan, log, peers, rows);
      row(BenchRow.LOCAL, row -> training.measure(row, host, prepared.train(), Aim.atLeast(1.4)));
    }
  }

  /** The rows of a cluster, for which no other session may be there. */
  public void onTwoExecutors() {
    if (Collections.disjoint(plan.rows(), ON_EXECUTORS)) {
      return;
    }
    Optional<String> obstacle = TwoExecutors.obstacle();
    if (obstacle.isPresent()) {
      for (BenchRow row : ON_EXECUTORS) {
        row(row, r -> List.of(Figure.missing(r, r.words(), obstacle.get())));
      }
      return;
    }
    SparkHost host = TwoExecutors.start();
    try (PreparedImages prepared = prepare(host)) {
      Shard rows = prepared.collect();
      TrainingRows training = new TrainingRows(plan, log, peers, rows);
      row(BenchRow.CLUSTER, row -> training.measure(row, host, prepared.train(), Aim.atLeast(0.8)));
    } finally {
      host.spark().stop();
    }
  }

  private PreparedImages prepare(SparkHost host) {
    log.label("preparing", "the rows, " + host.words());
    return PreparedImages.prepare(images, host.spark(), SEED, TASKS);
  }

  private void row(BenchRow row, Function<BenchRow, List<Figure>> measure) {
    if (plan.rows().contains(row)) {
      figures.addAll(measure.apply(row));
    }
  }

  public BenchReport report() {
    return new BenchReport(
        BenchEnvironment.here(), images.describe(), peers.describe(), plan, figures);
  }
}
