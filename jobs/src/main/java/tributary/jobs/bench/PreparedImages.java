package tributary.jobs.bench;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import tributary.data.Shard;
import tributary.data.TableEncoding;
import tributary.ml.EncodedTable;
import tributary.ml.HeldOut;
import tributary.ml.PreparedTable;
import tributary.ml.TablePreparation;
import tributary.spark.Shards;

/** The images as a training run has them: encoded, cut into shards and cached on the executors. */
record PreparedImages(TableEncoding encoding, Shards train, Shards test) implements AutoCloseable {
  private static final StorageLevel LEVEL = StorageLevel.MEMORY_AND_DISK();

  static PreparedImages prepare(ImageTable images, SparkSession spark, long seed, int tasks) {
    try (PreparedTable table =
        new TablePreparation(ImageTable.roles(), seed, LEVEL)
            .prepare(images.train(spark), HeldOut.none(), HeldOut.table(images.test(spark)))) {
      return new PreparedImages(
          table.encoding(),
          cut(table.train(), table.encoding(), tasks),
          cut(table.test().orElseThrow(), table.encoding(), tasks));
    }
  }

  private static Shards cut(EncodedTable rows, TableEncoding encoding, int tasks) {
    return Shards.of(
        rows.blocks(),
        rows.rows(),
        encoding.inputs(),
        encoding.target().width(),
        tasks,
        tasks,
        LEVEL);
  }

  /** A copy of the training rows for whoever computes in this process, without Spark. */
  Shard collect() {
    List<Shard> shards = train.rdd().collect();
    int rows = shards.stream().mapToInt(Shard::rows).sum();
    int inputs = train.inputs();
    float[] x = new float[Math.multiplyExact(rows, inputs)];
    float[] y = new float[rows];
    int row = 0;
    for (Shard shard : shards) {
      System.arraycopy(shard.x(), 0, x, row * inputs, shard.rows() * inputs);
      System.arraycopy(shard.y(), 0, y, row, shard.rows());
      row += shard.rows();
    }
    return new Shard(0, 1, rows, inputs, 1, x, y, null);
  }

  @Override
  public void close() {
    train.close();
    test.close();
  }
}
