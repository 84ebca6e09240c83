package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tributary.data.Shard;

/** Arithmetic alone, in one thread: beside the peer's, and beside what the processor can do. */
final class KernelRows {
  private static final String OURS = "tributary, 1 thread";
  private static final String EXAMPLES = "examples/s";
  private static final List<Integer> PRODUCTS = List.of(1024, 2048);
  private static final List<Integer> QUICK_PRODUCTS = List.of(256);

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final Shard rows;

  KernelRows(BenchPlan plan, BenchLog log, Peers peers, Shard rows) {
    this.plan = plan;
    this.log = log;
    this.peers = peers;
    this.rows = rows;
  }

  List<Figure> measure(
      BenchRow row, BenchNetwork network, int batchSize, Aim overPeer, Optional<Aim> share) {
    String what = "loss and gradient, " + network + ", batch " + batchSize + ", one thread";
    log.begin(what);
    Contest contest = new Contest(plan, log);
    Kernel kernel = new Kernel(network, rows, batchSize);
    contest.with(OURS, EXAMPLES, () -> kernel.examplesPerSecond(plan.seconds()));
    for (int size : share.isEmpty() ? List.<Integer>of() : products()) {
      MatrixProduct product = new MatrixProduct(size);
      contest.with(MatrixProduct.name(size), "GFLOP/s", () -> product.gigaflops(plan.seconds()));
    }
    List<Figure> figures = new ArrayList<>();
    Contest.Result sides;
    if (peers.libtorch().isPresent()) {
      try (NativeTraining training =
          new NativeTraining(peers.libtorch().get(), network, rows, batchSize, 1)) {
        contest.with(training.name(), EXAMPLES, () -> training.differentiate(plan.seconds()));
        sides = contest.run();
        figures.add(
            Figure.over(row, what, sides.of(OURS), sides.of(training.name()))
                .noting("Forward and backward on both sides, no optimizer on either."));
      }
    } else {
      sides = contest.run();
      figures.add(Figure.of(row, what, sides.of(OURS)).noting(peers.libtorchMissing()));
    }
    figures.replaceAll(figure -> figure.peer().isPresent() ? figure.aiming(overPeer) : figure);
    share.ifPresent(aim -> figures.add(share(row, network, sides).aiming(aim)));
    return figures;
  }

  private List<Integer> products() {
    return plan.quick() ? QUICK_PRODUCTS : PRODUCTS;
  }

  private Figure share(BenchRow row, BenchNetwork network, Contest.Result sides) {
    Side best =
        products().stream()
            .map(size -> sides.of(MatrixProduct.name(size)))
            .max(Comparator.comparingDouble(side -> side.turns().median()))
            .orElseThrow();
    double gigaflops = network.flopsPerExample() * 1e-9;
    Turns ours = sides.of(OURS).turns();
    Side rate = new Side(OURS, ours.with(ours, "GFLOP/s", (a, same) -> a * gigaflops));
    return Figure.over(row, "share of the matrix product's rate", rate, best)
        .noting(
            "Counts the network's matrix products only, "
                + Quantity.of(gigaflops * 1e3)
                + " MFLOP an example.");
  }
}
