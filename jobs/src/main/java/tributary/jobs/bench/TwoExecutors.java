package tributary.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

  /** Empty where this JVM has a session already, since it can have only one. */
  static Optional<SparkHost> start() throws IOException {
    Option<SparkSession> present = SparkSession.getDefaultSession();
    if (present.isDefined() && !present.get().sparkContext().isStopped()) {
      return Optional.empty();
    }
    try {
      SparkSession spark = SparkSession.builder().config(conf()).getOrCreate();
      return Optional.of(new SparkHost("two executors", false, spark));
    } catch (RuntimeException e) {
      throw new ClusterException(
          "start Spark on " + MASTER + ": " + ClusterException.firstCause(e), e);
    }
  }

  private static SparkConf conf() throws IOException {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.setIfMissing("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.set("spark.master", MASTER);
    conf.set("spark.app.name", "tributary bench");
    conf.set("spark.executor.memory", "2g");
    conf.set("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    if (System.getenv("SPARK_HOME") == null) {
      // An installation that has nothing: the executors get this JVM's own class path.
      Path home = Files.createTempDirectory("tributary-bench");
      Path jars = Files.createDirectory(home.resolve("jars"));
      jars.toFile().deleteOnExit();
      home.toFile().deleteOnExit();
      conf.set("spark.home", home.toString());
      conf.set("spark.executorEnv.SPARK_SCALA_VERSION", "2.12");
      conf.set("spark.executor.extraClassPath", System.getProperty("java.class.path", ""));
    }
    return conf;
  }
}
