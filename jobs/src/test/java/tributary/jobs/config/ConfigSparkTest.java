package tributary.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Spark under {@code conf/spark-defaults.conf} reads and writes tables. */
final class ConfigSparkTest {
  private static final Path CONF = Path.of("..", "conf");

  @Test
  void theDefaultsLetSparkReadTheDiamondsAndWriteThem(@TempDir Path folder) {
    SparkConf settings = new SparkConf().setMaster("local[2]").setAppName("defaults");
    Map<String, String> defaults =
        JavaConverters.mapAsJavaMap(
            Utils.getPropertiesFromFile(CONF.resolve("spark-defaults.conf").toString()));
    defaults.forEach(settings::set);
    RunConfig config = RunConfig.load(CONF.resolve("diamonds.conf"), List.of(), Map.of());
    try (SparkSession spark = SparkSession.builder().config(settings).getOrCreate()) {
      Dataset<Row> rows = config.data().trainSource().read(spark);
      for (String format : List.of("parquet", "csv", "json")) {
        String out = folder.resolve(format).toString();
        rows.limit(1000).write().format(format).save(out);
        assertEquals(1000, spark.read().format(format).load(out).count());
      }
      assertEquals(53_940, rows.count());
      assertEquals(7, rows.select("color").distinct().collectAsList().size());
    }
  }
}
