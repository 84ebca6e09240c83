package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import tributary.spark.ShardPlan;

/**
 * Prepared tables for fits, shared by the fits of one grid.
 *
 * <p>Spark's {@code CrossValidator} and {@code TrainValidationSplit} fit once for each point of a
 * grid, on the same cached part of the table. The first of these fits prepares it and the others
 * find it ready. It is let go when Spark lets go of its own copy, when a fit ends badly, or when a
 * fit begins that is no grid's. Any other fit, the tuner's last one on all rows too, prepares for
 * itself alone and leaves nothing behind.
 */
final class SharedTables {
  /** Guarded by itself. */
  private static final List<Entry> ENTRIES = new ArrayList<>();

  private SharedTables() {}

  /** How the rows are to be cut; decides the bits. */
  record Cut(OptionalInt shards, OptionalInt tasks, int cores, int batchSize) {
    ShardPlan plan(long rows) {
      return ShardPlan.of(shards, tasks, cores, (int) Math.min(rows, batchSize));
    }

    /** The batch size only matters where it decides how many shards there are. */
    Cut normal() {
      return shards.isPresent() ? new Cut(shards, tasks, cores, 0) : this;
    }
  }

  /**
   * What tables are made of.
   *
   * @param table the whole, as it was given
   * @param training the rows of it to train on, before any are drawn for validation
   */
  record Source(
      Dataset<Row> table,
      Dataset<Row> training,
      HeldOut validation,
      ColumnRoles roles,
      long seed,
      Optional<String> indicator,
      StorageLevel level,
      Cut cut) {
    TrainingTables prepare() {
      return TrainingTables.prepare(
          roles, seed, level, training, validation, HeldOut.none(), cut::plan);
    }

    boolean givesTheSameAs(Source other) {
      boolean fractions =
          validation instanceof HeldOut.Table || validation.equals(other.validation);
      return seed == other.seed
          && fractions
          && roles.equals(other.roles)
          && indicator.equals(other.indicator)
          && level.equals(other.level)
          && cut.normal().equals(other.cut.normal())
          && table.sparkSession().equals(other.table.sparkSession());
    }
  }

  /** Somebody's use of prepared tables. */
  static final class Lease implements AutoCloseable {
    private final @Nullable Entry entry;
    private final TrainingTables tables;
    private boolean done;

    private Lease(@Nullable Entry entry, TrainingTables tables) {
      this.entry = entry;
      this.tables = tables;
    }

    TrainingTables tables() {
      return tables;
    }

    /** The fit ended well, so that another one may want the same tables. */
    void done() {
      done = true;
    }

    @Override
    public void close() {
      if (entry == null) {
        tables.close();
      } else {
        entry.leave(done);
      }
    }
  }

  /**
   * Prepares the tables, or finds them prepared.
   *
   * @throws TableException if they cannot be used
   */
  static Lease lease(Source source) {
    if (!TuningCall.ofGrid()) {
      closeUnused();
      return new Lease(null, source.prepare());
    }
    Set<Integer> cached = CachedSources.of(source.table());
    if (cached.isEmpty()) {
      return new Lease(null, source.prepare());
    }
    Entry entry = entry(source, PlanIdentity.of(source.table()), cached);
    return new Lease(entry, entry.tables());
  }

  private static Entry entry(Source source, PlanIdentity plan, Set<Integer> cached) {
    synchronized (ENTRIES) {
      for (Entry entry : ENTRIES) {
        if (entry.plan.equals(plan) && entry.source.givesTheSameAs(source)) {
          entry.users++;
          return entry;
        }
      }
      Entry entry = new Entry(source, plan, cached);
      ENTRIES.add(entry);
      return entry;
    }
  }

  /** Whatever a grid that failed has left. */
  private static void closeUnused() {
    synchronized (ENTRIES) {
      for (Entry entry : List.copyOf(ENTRIES)) {
        if (entry.users == 0) {
          entry.stale = true;
          entry.closeIfUnused();
        }
      }
    }
  }

  /** Tables that stay while Spark keeps what they were made of. */
  private static final class Entry extends SparkListener {
    private final Source source;
    private final PlanIdentity plan;
    private final Set<Integer> cached;
    private final SparkContext context;
    private @Nullable TrainingTables tables;
    private int users = 1;
    private boolean stale;

    Entry(Source source, PlanIdentity plan, Set<Integer> cached) {
      this.source = source;
      this.plan = plan;
      this.cached = cached;
      this.context = source.table().sparkSession().sparkContext();
      context.addSparkListener(this);
    }

    /** Whoever comes first prepares; the others wait for it, and try anew where it failed. */
    synchronized TrainingTables tables() {
      if (tables == null) {
        boolean prepared = false;
        try {
          tables = source.prepare();
          prepared = true;
        } finally {
          if (!prepared) {
            leave(false);
          }
        }
      }
      return tables;
    }

    void leave(boolean reusable) {
      synchronized (ENTRIES) {
        users--;
        stale |= !reusable;
        closeIfUnused();
        if (!reusable) {
          closeUnused();
        }
      }
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
      synchronized (ENTRIES) {
        stale = true;
        closeIfUnused();
      }
    }

    @Override
    public void onUnpersistRDD(SparkListenerUnpersistRDD event) {
      if (cached.contains(event.rddId())) {
        synchronized (ENTRIES) {
          stale = true;
          closeIfUnused();
        }
      }
    }

    private void closeIfUnused() {
      if (stale) {
        ENTRIES.remove(this);
      }
      if (stale && users == 0) {
        context.removeSparkListener(this);
        TrainingTables kept = tables;
        if (kept != null && !context.isStopped()) {
          kept.close();
        }
      }
    }
  }
}
