package tributary.jobs.bench;

import java.io.File;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import tributary.spark.ClusterException;
import tributary.spark.TributaryKryoRegistrator;

/**
 * Spark's standalone cluster on this machine: a Master and two Workers, whose executors are JVMs of
 * their own with one core each.
 */
final class TwoExecutors {
  private static final String MASTER = "local-cluster[2,1,2048]";

  private TwoExecutors() {}

  /** Why it cannot be started, if it cannot. */
  static Optional<String> obstacle() {
    Option<SparkSession> present = SparkSession.getDefaultSession();
    if (present.isDefined() && !present.get().sparkContext().isStopped()) {
      return Optional.of(
          "two executors: not measured, for another Spark session runs in this JVM; start bench on"
              + " its own");
    }
    if (System.getenv("SPARK_HOME") == null) {
      return Optional.of(
          "two executors: not measured, for SPARK_HOME is not set, from where Spark starts them;"
              + " use jobs/tributary bench");
    }
    return Optional.empty();
  }

  /**
   * @throws ClusterException if Spark cannot be started
   */
  static SparkHost start() {
    try {
      SparkSession spark = SparkSession.builder().config(conf()).getOrCreate();
      return new SparkHost("two executors", spark);
    } catch (RuntimeException e) {
      throw new ClusterException(
          "start Spark on " + MASTER + ": " + ClusterException.firstCause(e), e);
    }
  }

  private static SparkConf conf() {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.setIfMissing("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.set("spark.master", MASTER);
    conf.set("spark.app.name", "tributary bench");
    conf.set("spark.executor.memory", "2g");
    conf.set("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    // Where the installation is a folder without jars, the executors live on this.
    conf.set("spark.executor.extraClassPath", classPath());
    return conf;
  }

  /** Executors run in folders of their own, so that every entry has to be absolute. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
