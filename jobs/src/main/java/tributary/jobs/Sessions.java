package tributary.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import tributary.spark.TributaryKryoRegistrator;

/** Opens the Spark session of a command. */
final class Sessions {
  /** What a run is given when neither spark-defaults.conf nor --conf says anything. */
  private static final Map<String, String> DEFAULTS = defaults();

  private Sessions() {}

  private static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.master", "local[*]");
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    // Weights are noise to a compressor: it costs time and saves nothing.
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    return settings;
  }

  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    DEFAULTS.forEach(conf::setIfMissing);
    boolean kryo = conf.get("spark.serializer").endsWith("KryoSerializer");
    if (kryo && !conf.contains("spark.kryo.registrator")) {
      conf.set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
      conf.setIfMissing("spark.kryo.registrationRequired", "true");
    }
    return SparkSession.builder().config(conf).appName("tributary " + name).getOrCreate();
  }
}
