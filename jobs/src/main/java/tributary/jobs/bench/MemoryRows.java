package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.storage.RDDInfo;
import tributary.spark.Shards;

/** What the rows take where they are cached, and whether training leaves anything behind. */
final class MemoryRows {
  private static final Aim NO_MORE_THAN_THE_JVM_NOTES = Aim.atMost(64);

  private final BenchPlan plan;
  private final BenchLog log;

  MemoryRows(BenchPlan plan, BenchLog log) {
    this.plan = plan;
    this.log = log;
  }

  List<Figure> measure(SparkHost host, Shards shards) {
    List<Figure> figures = new ArrayList<>();
    figures.add(cached(host, shards));
    for (StepWay way : StepWay.ALL) {
      figures.add(heap(host, shards, way));
    }
    return figures;
  }

  private static Figure cached(SparkHost host, Shards shards) {
    long bytes =
        Arrays.stream(host.context().sc().getRDDStorageInfo())
            .filter(info -> info.id() == shards.rdd().id())
            .mapToLong(RDDInfo::memSize)
            .sum();
    double perFeature = (double) bytes / shards.rows() / shards.inputs();
    return Figure.of(
            BenchRow.MEMORY,
            "cached bytes per feature, the label included",
            new Side("tributary", Turns.of("bytes", perFeature)))
        .aiming(Aim.atMost(4.1));
  }

  private Figure heap(SparkHost host, Shards shards, StepWay way) {
    String what =
        "growth of the heap over "
            + Quantity.plain((double) plan.heapSteps())
            + " steps, "
            + host.words()
            + ", "
            + way.words();
    log.begin(what);
    // By then Spark's own lists of past jobs and stages, 1,000 of each, have stopped growing.
    HeapWatch watch = new HeapWatch(plan.heapSteps() * 6 / 10, plan.heapSteps());
    new Trainer(host, shards, BenchNetwork.SMALL, way, 1).train(watch, watch::enough);
    return Figure.of(
            BenchRow.MEMORY, what, new Side("tributary", Turns.of("KB", watch.grownKilobytes())))
        .aiming(NO_MORE_THAN_THE_JVM_NOTES)
        .noting("The heap is looked at after a full collection, driver and executor in one JVM.");
  }
}
