package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import tributary.data.RowBlock;
import tributary.spark.SparkTest;

/** Small tables for the tests of this room. */
abstract class TableTest extends SparkTest {
  static final long SEED = 7;

  final SparkSession spark() {
    return SparkSession.builder().sparkContext(sc().sc()).getOrCreate();
  }

  static Row row(@Nullable Object... values) {
    return RowFactory.create(values);
  }

  /** The rows in this order, in this many partitions. */
  final Dataset<Row> table(String schema, int partitions, List<Row> rows) {
    return table(StructType.fromDDL(schema), partitions, rows);
  }

  final Dataset<Row> table(StructType schema, int partitions, List<Row> rows) {
    // The rows travel within the function, since Kryo knows no rows that are not registered.
    List<Row> all = new ArrayList<>(rows);
    List<Integer> numbers = IntStream.range(0, all.size()).boxed().toList();
    return spark().createDataFrame(sc().parallelize(numbers, partitions).map(all::get), schema);
  }

  final Dataset<Row> table(String schema, Row... rows) {
    return table(schema, 1, Arrays.asList(rows));
  }

  static ColumnRoles roles(Task task, Scaling scaling, boolean standardizeTarget, String target) {
    return new ColumnRoles(
        task,
        List.of(),
        List.of(),
        List.of(target),
        Optional.empty(),
        scaling,
        standardizeTarget,
        OptionalInt.empty());
  }

  static ColumnRoles weighted(ColumnRoles roles, String weight) {
    return new ColumnRoles(
        roles.task(),
        roles.features(),
        roles.exclude(),
        roles.targets(),
        Optional.of(weight),
        roles.scaling(),
        roles.standardizeTarget(),
        roles.classes());
  }

  static ColumnRoles withClasses(ColumnRoles roles, int classes) {
    return new ColumnRoles(
        roles.task(),
        roles.features(),
        roles.exclude(),
        roles.targets(),
        roles.weight(),
        roles.scaling(),
        roles.standardizeTarget(),
        OptionalInt.of(classes));
  }

  static PreparedTable prepare(Dataset<Row> table, ColumnRoles roles) {
    return new TablePreparation(roles, SEED, StorageLevel.MEMORY_ONLY())
        .prepare(table, HeldOut.none(), HeldOut.none());
  }

  static String errorOf(Executable action) {
    return String.valueOf(assertThrows(TableException.class, action).getMessage());
  }

  static String errorOf(Dataset<Row> table, ColumnRoles roles) {
    return errorOf(() -> prepare(table, roles).close());
  }

  /** All rows of an encoded table, the blocks put back in order. */
  static Floats floats(EncodedTable table) {
    List<RowBlock> blocks = new ArrayList<>(table.blocks().collect());
    blocks.sort(Comparator.comparingLong(RowBlock::firstRow));
    return Floats.of(blocks);
  }

  /** Packed rows, compared bit by bit. */
  record Floats(List<Float> x, List<Float> y, List<Float> weights, List<Long> firstRows) {
    static Floats of(List<RowBlock> blocks) {
      Floats all =
          new Floats(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      long expected = 0;
      for (RowBlock block : blocks) {
        if (block.firstRow() != expected) {
          throw new AssertionError("block at row " + block.firstRow() + ", not " + expected);
        }
        expected += block.rows();
        add(block.x(), all.x);
        add(block.y(), all.y);
        if (block.weights() != null) {
          add(block.weights(), all.weights);
        }
        all.firstRows.add(block.firstRow());
      }
      return all;
    }

    /** The rows alone, however they were packed into blocks. */
    List<List<Float>> values() {
      return List.of(x, y, weights);
    }

    private static void add(float[] from, List<Float> to) {
      for (float value : from) {
        to.add(value);
      }
    }
  }
}
