package tributary.spark;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Everything of ours that Spark's data serializer meets, so that a session may run with {@code
 * spark.kryo.registrationRequired=true}.
 *
 * <p>Set {@code spark.serializer=org.apache.spark.serializer.KryoSerializer} and {@code
 * spark.kryo.registrator=tributary.spark.TributaryKryoRegistrator}.
 */
public final class TributaryKryoRegistrator implements KryoRegistrator {
  /**
   * Spark SQL's own, which Spark does not register itself: types while a CSV or JSON schema is
   * inferred, rows of an RDD or of a broadcast table, cached columns. By name, since this room does
   * not know SQL.
   */
  static final List<String> SPARK_SQL =
      List.of(
          "[Lorg.apache.spark.sql.types.DataType;",
          "org.apache.spark.sql.types.NullType$",
          "org.apache.spark.sql.types.BooleanType$",
          "org.apache.spark.sql.types.ByteType$",
          "org.apache.spark.sql.types.ShortType$",
          "org.apache.spark.sql.types.IntegerType$",
          "org.apache.spark.sql.types.LongType$",
          "org.apache.spark.sql.types.FloatType$",
          "org.apache.spark.sql.types.DoubleType$",
          "org.apache.spark.sql.types.DecimalType",
          "org.apache.spark.sql.types.StringType$",
          "org.apache.spark.sql.types.StringType",
          "org.apache.spark.sql.types.BinaryType$",
          "org.apache.spark.sql.types.DateType$",
          "org.apache.spark.sql.types.TimestampType$",
          "org.apache.spark.sql.types.TimestampNTZType$",
          "org.apache.spark.sql.types.ArrayType",
          "org.apache.spark.sql.types.StructField",
          "[Lorg.apache.spark.sql.types.StructField;",
          "org.apache.spark.sql.types.StructType",
          "org.apache.spark.sql.types.Metadata",
          "org.apache.spark.ml.linalg.VectorUDT",
          "[Lorg.apache.spark.sql.Row;",
          "org.apache.spark.sql.catalyst.expressions.GenericRow",
          "org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema",
          "org.apache.spark.sql.catalyst.InternalRow",
          "[Lorg.apache.spark.sql.catalyst.InternalRow;",
          "org.apache.spark.sql.catalyst.expressions.GenericInternalRow",
          "org.apache.spark.sql.catalyst.expressions.UnsafeRow",
          "org.apache.spark.sql.execution.columnar.DefaultCachedBatch",
          "org.apache.spark.unsafe.types.UTF8String",
          "[[B");

  @Override
  public void registerClasses(Kryo kryo) {
    for (Codecs.Entry<?> entry : Codecs.all()) {
      register(kryo, entry);
    }
    // collect() and shuffles hand over arrays of what they carry.
    kryo.register(Object[].class);
    kryo.register(double[].class);
    kryo.register(long[].class);
    kryo.register(float[].class);
    SPARK_SQL.forEach(name -> registerIfPresent(kryo, name));
  }

  private static void registerIfPresent(Kryo kryo, String name) {
    try {
      kryo.register(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
    } catch (ClassNotFoundException e) {
      // A Spark without SQL, or of a version that has no such class, never meets it either.
    }
  }

  private static <T> void register(Kryo kryo, Codecs.Entry<T> entry) {
    kryo.register(entry.type(), new CodecSerializer<>(entry.codec()));
    kryo.register(entry.type().arrayType());
  }
}
