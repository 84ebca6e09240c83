package tributary.jobs.bench;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import tributary.data.RandomStream;

/** Makes images that can be learnt: a picture drawn for each class, under noise. */
final class ImageMaker implements MapFunction<Long, Row> {
  private static final long serialVersionUID = 1L;
  private static final long PICTURE = 0x91C7;
  private static final long NOISE = 0x0153;
  private static final int PARTITIONS = 4;
  private static final int BRIGHT = 64;
  private static final int NOISE_RANGE = 192;

  private static final StructType SCHEMA =
      new StructType()
          .add("pixels", DataTypes.BinaryType, false)
          .add("label", DataTypes.IntegerType, false);

  private final long seed;

  private ImageMaker(long seed) {
    this.seed = seed;
  }

  /** Rows {@code from … to − 1}. */
  static Dataset<Row> rows(SparkSession spark, long seed, long from, long to) {
    return spark.range(from, to, 1, PARTITIONS).map(new ImageMaker(seed), Encoders.row(SCHEMA));
  }

  @Override
  public Row call(Long row) {
    int label = (int) (row % ImageTable.CLASSES);
    RandomStream picture = new RandomStream(RandomStream.hash(seed, PICTURE, label));
    RandomStream noise = new RandomStream(RandomStream.hash(seed, NOISE, row));
    byte[] pixels = new byte[ImageTable.PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (picture.nextInt(BRIGHT) + noise.nextInt(NOISE_RANGE));
    }
    return RowFactory.create(pixels, label);
  }
}
