package tributary.jobs.bench;

import java.util.List;

/** What Spark itself takes, with nothing of ours in it. */
final class FloorRows {
  private final BenchPlan plan;
  private final BenchLog log;

  FloorRows(BenchPlan plan, BenchLog log) {
    this.plan = plan;
    this.log = log;
  }

  List<Figure> measure(SparkHost host) {
    BenchNetwork network = BenchNetwork.SMALL;
    String job = "floor: an empty Spark job of two tasks, " + host.words();
    String trip =
        "floor: a round trip of Spark's RPC, the weights' bytes each way, " + host.words();
    log.begin(job + "; " + trip);
    EmptyJob empty = new EmptyJob(host.context());
    RpcFloor rpc = new RpcFloor(host.context(), Math.toIntExact(4 * network.weights()));
    Contest.Result result =
        new Contest(plan, log)
            .with("Spark", "ms", () -> empty.millis(plan.seconds()))
            .with("Spark's RPC", "ms", () -> rpc.millis(plan.seconds()))
            .run();
    return List.of(
        Figure.of(BenchRow.FLOOR, job, result.of("Spark")),
        Figure.of(BenchRow.FLOOR, trip, result.of("Spark's RPC")));
  }
}
