package tributary.ml;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Images, and their labels, out of IDX files: {@code label} (int) and {@code pixels} (binary).
 *
 * <p>The rows are cut into groups of about 16 MB, one partition each. A gzipped file is cut into
 * four at most, because each group has to unpack all that lies before it.
 */
final class IdxSource {
  private static final long GROUP_BYTES = 16 << 20;
  private static final int MAX_GZIP_GROUPS = 4;

  private IdxSource() {}

  static Dataset<Row> read(SparkSession spark, String path, @Nullable String labelsPath) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    IdxFile images = IdxFile.open(hadoop, path);
    @Nullable IdxFile labels = labelsPath == null ? null : labels(hadoop, labelsPath, images);
    StructType schema = new StructType();
    if (labels != null) {
      schema = schema.add("label", DataTypes.IntegerType, false);
    }
    schema = schema.add("pixels", DataTypes.BinaryType, false);
    int groups = groups(images);
    int rows = images.rows();
    SerializableConfiguration shared = new SerializableConfiguration(hadoop);
    JavaRDD<Row> rdd =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, groups).boxed().toList(), groups)
            .flatMap(
                group ->
                    new IdxRows(
                        shared.value(),
                        images,
                        labels,
                        (int) ((long) rows * group / groups),
                        (int) ((long) rows * (group + 1) / groups)));
    return spark.createDataFrame(rdd, schema);
  }

  private static IdxFile labels(Configuration hadoop, String path, IdxFile images) {
    String found = SourceFiles.find(hadoop, List.of(path)).files().get(0);
    IdxFile labels = IdxFile.open(hadoop, found);
    if (labels.dimensions() != 1 || labels.rows() != images.rows()) {
      throw new TableException(
          "IDX file "
              + found
              + ": it holds "
              + labels.rows()
              + " rows of "
              + labels.rowBytes()
              + " bytes, expected one label for each of the "
              + images.rows()
              + " rows of "
              + images.path()
              + "; name the labels that belong to it");
    }
    return labels;
  }

  private static int groups(IdxFile images) {
    long bytes = (long) images.rows() * images.rowBytes();
    long groups = Math.max(1, (bytes + GROUP_BYTES - 1) / GROUP_BYTES);
    long most = images.gzip() ? MAX_GZIP_GROUPS : images.rows();
    return (int) Math.max(1, Math.min(groups, most));
  }
}
