package tributary.jobs.bench;

import java.util.Locale;
import tributary.spark.Shards;

/** What a step takes beyond its arithmetic. */
final class OverheadRows {
  private static final String FLOOR = "an empty-handed job of the same bytes";

  private final BenchPlan plan;
  private final BenchLog log;

  OverheadRows(BenchPlan plan, BenchLog log) {
    this.plan = plan;
    this.log = log;
  }

  /** A job per step over its arithmetic plus the floor. */
  Figure job(SparkHost host, Shards shards, BenchNetwork network, Aim aim) {
    String what = "a job per step, " + host.words() + ", " + weights(network);
    log.begin(what);
    Trainer trainer = new Trainer(host, shards, network, StepWay.JOB, 1);
    JobFloor floor =
        new JobFloor(host.context(), shards.tasks(), Math.toIntExact(4 * network.weights()));
    StepCosts costs = new StepCosts();
    Contest.Result result =
        new Contest(plan, log)
            .with(StepWay.JOB.words(), "ms", () -> costs.add(trainer.train(plan.seconds())))
            .with(FLOOR, "ms", () -> floor.millis(plan.seconds()))
            .run();
    Side bare = result.of(FLOOR);
    Side least =
        new Side(
            "arithmetic + floor",
            costs.millis(StepCost::computeMillis).with(bare.turns(), "ms", Double::sum));
    return Figure.over(BenchRow.JOB, what, result.of(StepWay.JOB.words()), least)
        .aiming(aim)
        .noting(
            host.words() + ": " + costs.describe() + "; " + FLOOR + " " + bare.describe() + ".");
  }

  /** A resident step less its arithmetic. */
  Figure resident(SparkHost host, Shards shards, BenchNetwork network, Aim aim) {
    StepWay way = StepWay.RESIDENT;
    String what =
        way.words() + " beyond a step's arithmetic, " + host.words() + ", " + weights(network);
    log.begin(what);
    Trainer trainer = new Trainer(host, shards, network, way, 1);
    StepCosts costs = new StepCosts();
    Contest.Result result =
        new Contest(plan, log)
            .with(way.words(), "ms", () -> costs.add(trainer.train(plan.seconds())))
            .run();
    Side arithmetic = new Side("arithmetic", costs.millis(StepCost::computeMillis));
    return Figure.of(BenchRow.RESIDENT, what, result.of(way.words()))
        .beside(arithmetic, costs.millis(StepCost::overheadMillis))
        .aiming(aim)
        .noting(host.words() + ", " + network + ": " + costs.describe() + ".");
  }

  private static String weights(BenchNetwork network) {
    return String.format(Locale.ROOT, "%,d weights", network.weights());
  }
}
