package tributary.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import tributary.spark.ClusterException;
import tributary.spark.TributaryKryoRegistrator;

/**
 * The Spark session of a command: the one that is there already, or one of its own, which ends with
 * it.
 */
record Session(SparkSession spark, boolean own) implements AutoCloseable {
  /** What a run is given when neither spark-defaults.conf nor --conf says anything. */
  private static final Map<String, String> DEFAULTS = defaults();

  private static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.master", "local[*]");
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    // Weights are noise to a compressor: it costs time and saves nothing.
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    return settings;
  }

  /**
   * @throws ClusterException if Spark cannot be started
   */
  static Session open(String name) {
    Option<SparkSession> present = SparkSession.getDefaultSession();
    if (present.isDefined() && !present.get().sparkContext().isStopped()) {
      return new Session(present.get(), false);
    }
    SparkConf conf = new SparkConf();
    DEFAULTS.forEach(conf::setIfMissing);
    boolean kryo = conf.get("spark.serializer").endsWith("KryoSerializer");
    if (kryo && !conf.contains("spark.kryo.registrator")) {
      conf.set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
      conf.setIfMissing("spark.kryo.registrationRequired", "true");
    }
    try {
      return new Session(
          SparkSession.builder().config(conf).appName("tributary " + name).getOrCreate(), true);
    } catch (RuntimeException e) {
      throw new ClusterException(
          "start Spark on " + conf.get("spark.master") + ": " + ClusterException.firstCause(e), e);
    }
  }

  @Override
  public void close() {
    if (own) {
      spark.stop();
    }
  }
}
