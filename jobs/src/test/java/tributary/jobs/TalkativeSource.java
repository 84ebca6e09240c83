package tributary.jobs;

import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.RelationProvider;
import scala.collection.immutable.Map;

/** A data source that cannot log in, and repeats in its complaint what it was given. */
public final class TalkativeSource implements RelationProvider {
  @Override
  public BaseRelation createRelation(SQLContext context, Map<String, String> options) {
    throw new IllegalStateException("login refused: " + options.apply("password"));
  }
}
