package tributary.jobs.bench;

import static tributary.jobs.bench.BenchNetwork.LARGE;
import static tributary.jobs.bench.BenchNetwork.SMALL;
import static tributary.jobs.bench.BenchNetwork.TENFOLD;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import tributary.data.Shard;
import tributary.spark.Shards;

/** Measures the rows that were asked for, one after the other. */
public final class Benchmark {
  private static final long SEED = 1;
  private static final int TASKS = 2;
  private static final Set<BenchRow> ON_EXECUTORS =
      EnumSet.of(BenchRow.CLUSTER, BenchRow.JOB, BenchRow.RESIDENT, BenchRow.FLOOR);
  private static final Set<BenchRow> IN_ONE_JVM =
      EnumSet.complementOf(EnumSet.of(BenchRow.CLUSTER));
  private static final String ELSEWHERE = "; start bench without --master, or with local[2]";
  private static final Aim OVER_PEER = Aim.atLeast(1.15);
  private static final Aim LARGE_OVER_PEER = Aim.atLeast(1.05);
  private static final Aim OF_RATE = Aim.atLeast(0.9);
  private static final Aim OF_FLOOR = Aim.atMost(1.15);

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final ImageTable images;
  private final BenchEnvironment environment;
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
    this.environment = BenchEnvironment.here();
    environment.busy().ifPresent(busy -> log.label("note", busy));
    log.label("data", images.describe());
    log.label("peers", peers.describe());
  }

  /** The rows of one JVM, on a local session. */
  public void inOneJvm(SparkSession spark) {
    if (!wantsAny(IN_ONE_JVM)) {
      return;
    }
    SparkHost host = new SparkHost("one JVM", spark);
    if (!host.context().isLocal()) {
      missing(IN_ONE_JVM, "one JVM: not measured on " + host.context().master() + ELSEWHERE);
      return;
    }
    try (PreparedImages prepared = prepare(host)) {
      Shards train = prepared.train();
      Shard rows = prepared.collect();
      KernelRows kernel = new KernelRows(plan, log, peers, rows);
      row(BenchRow.KERNEL, row -> kernel.measure(row, SMALL, 256, OVER_PEER, Optional.of(OF_RATE)));
      row(
          BenchRow.LARGE,
          row -> kernel.measure(row, LARGE, 512, LARGE_OVER_PEER, Optional.empty()));
      TrainingRows training = new TrainingRows(plan, log, peers, rows);
      row(BenchRow.LOCAL, row -> training.measure(row, host, train, Aim.atLeast(1.4)));
      OverheadRows overhead = new OverheadRows(plan, log);
      row(BenchRow.JOB, row -> List.of(overhead.job(host, train, SMALL, OF_FLOOR)));
      row(
          BenchRow.RESIDENT,
          row -> List.of(overhead.resident(host, train, SMALL, Aim.atMost(0.6))));
      row(BenchRow.FLOOR, row -> new FloorRows(plan, log).measure(host));
      row(BenchRow.MEMORY, row -> new MemoryRows(plan, log).measure(host, train));
      row(
          BenchRow.PREDICT,
          row -> new PredictRows(plan, log, peers, images).measure(host, prepared.encoding()));
      row(
          BenchRow.ACCURACY,
          row -> new AccuracyRows(plan, log, peers, images).measure(host, prepared));
    }
  }

  /** The rows of a cluster, for which no other session may be there. */
  public void onTwoExecutors() {
    if (!wantsAny(ON_EXECUTORS)) {
      return;
    }
    Optional<String> obstacle = TwoExecutors.obstacle();
    if (obstacle.isPresent()) {
      missing(ON_EXECUTORS, obstacle.get());
      return;
    }
    SparkHost host = TwoExecutors.start();
    try (PreparedImages prepared = prepare(host)) {
      Shards train = prepared.train();
      row(
          BenchRow.CLUSTER,
          row ->
              new TrainingRows(plan, log, peers, prepared.collect())
                  .measure(row, host, train, Aim.atLeast(0.8)));
      OverheadRows overhead = new OverheadRows(plan, log);
      row(BenchRow.JOB, row -> List.of(overhead.job(host, train, SMALL, OF_FLOOR)));
      row(
          BenchRow.RESIDENT,
          row ->
              List.of(
                  overhead.resident(host, train, SMALL, Aim.atMost(5)),
                  overhead.resident(host, train, TENFOLD, Aim.atMost(20))));
      row(BenchRow.FLOOR, row -> new FloorRows(plan, log).measure(host));
    } finally {
      host.spark().stop();
    }
  }

  private void missing(Set<BenchRow> rows, String why) {
    rows.forEach(row -> row(row, r -> List.of(Figure.missing(r, r.words(), why))));
  }

  private boolean wantsAny(Set<BenchRow> rows) {
    return !Collections.disjoint(plan.rows(), rows);
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

  /** What has been measured so far, in the order of the rows. */
  public BenchReport report() {
    List<Figure> sorted = new ArrayList<>(figures);
    sorted.sort(Comparator.comparing(Figure::row));
    return new BenchReport(environment, images.describe(), peers.describe(), plan, sorted);
  }
}
