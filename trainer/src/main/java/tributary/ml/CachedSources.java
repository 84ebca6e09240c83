package tributary.ml;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import scala.collection.JavaConverters;

/** Which cached tables a table is made of. The one place that asks Spark for it. */
final class CachedSources {
  private CachedSources() {}

  /** The numbers of the RDDs that hold them; empty if there are none. */
  static Set<Integer> of(Dataset<?> table) {
    Set<Integer> cached = new HashSet<>();
    LogicalPlan plan = table.queryExecution().withCachedData();
    for (LogicalPlan leaf : JavaConverters.seqAsJavaList(plan.collectLeaves())) {
      if (leaf instanceof InMemoryRelation relation) {
        cached.add(relation.cacheBuilder().cachedColumnBuffers().id());
      }
    }
    return cached;
  }
}
