package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.spark.Shards;

/** Training end to end: batches, gradients, the optimizer and everything between them. */
final class TrainingRows {
  private static final String EXAMPLES = "examples/s";

  private final BenchPlan plan;
  private final BenchLog log;
  private final Peers peers;
  private final Shard rows;

  TrainingRows(BenchPlan plan, BenchLog log, Peers peers, Shard rows) {
    this.plan = plan;
    this.log = log;
    this.peers = peers;
    this.rows = rows;
  }

  /**
   * Every way to run a step beside the peer with one or two threads, whichever is quicker; resident
   * tasks have the aim.
   */
  List<Figure> measure(BenchRow row, SparkHost host, Shards shards, Aim aim) {
    BenchNetwork network = BenchNetwork.SMALL;
    String what = "training, " + host.words() + ", " + network + ", global batch " + Trainer.BATCH;
    log.begin(what);
    Contest contest = new Contest(plan, log);
    for (StepWay way : StepWay.ALL) {
      Trainer trainer = new Trainer(host, shards, network, way, 1);
      contest.with(way.words(), EXAMPLES, () -> trainer.train(plan.seconds()).examplesPerSecond());
    }
    if (peers.libtorch().isEmpty()) {
      return figures(row, what, contest.run(), null, aim);
    }
    NativePeer libtorch = peers.libtorch().get();
    try (NativeTraining one = new NativeTraining(libtorch, network, rows, Trainer.BATCH, 1);
        NativeTraining two = new NativeTraining(libtorch, network, rows, Trainer.BATCH, 2)) {
      contest.with(two.name(), EXAMPLES, () -> two.train(plan.seconds()));
      contest.with(one.name(), EXAMPLES, () -> one.train(plan.seconds()));
      Contest.Result result = contest.run();
      Side twice = result.of(two.name());
      Side once = result.of(one.name());
      // On a busy machine two threads wait for one another: the peer is then shown as it is
      // quicker.
      boolean quickerTogether = twice.turns().median() >= once.turns().median();
      Side best = quickerTogether ? twice : once;
      Side other = quickerTogether ? once : twice;
      return figures(row, what, result, best.name(), aim).stream()
          .map(figure -> figure.noting(other.name() + ": " + other.describe() + "."))
          .toList();
    }
  }

  private List<Figure> figures(
      BenchRow row, String what, Contest.Result result, @Nullable String peer, Aim aim) {
    List<Figure> figures = new ArrayList<>();
    for (StepWay way : StepWay.ALL) {
      Side ours = result.of(way.words());
      String words = what + ", " + way.words();
      Figure figure =
          peer == null
              ? Figure.of(row, words, ours).noting(peers.libtorchMissing())
              : Figure.over(row, words, ours, result.of(peer))
                  .noting("Both sides gather shuffled batches and apply SGD with momentum.");
      boolean aims = peer != null && way.equals(StepWay.RESIDENT);
      figures.add(aims ? figure.aiming(aim) : figure);
    }
    return figures;
  }
}
