package tributary.ml;

import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What the metadata of a label column, as {@code StringIndexer} or {@code Binarizer} leaves it,
 * says of the classes.
 */
final class LabelMetadata {
  private LabelMetadata() {}

  /** The classes' names in the order of their indices; empty if there are none. */
  static List<String> names(StructType schema, String label) {
    Object attribute = attribute(schema, label);
    Option<String[]> values = Option.empty();
    if (attribute instanceof NominalAttribute nominal) {
      values = nominal.values();
    } else if (attribute instanceof BinaryAttribute binary) {
      values = binary.values();
    }
    return values.isDefined() ? List.of(values.get()) : List.of();
  }

  /**
   * Of a table with labels for a model.
   *
   * @param labels the model's, in the order of its classes; empty if they have no names
   * @throws TableException if the table's names for the classes are others, or in another order, so
   *     that its indices mean other classes
   */
  static void requireSame(String table, StructType schema, String label, List<String> labels) {
    List<String> names = names(schema, label);
    int both = Math.min(names.size(), labels.size());
    if (!names.subList(0, both).equals(labels.subList(0, both))) {
      throw new TableException(
          table
              + ", column '"
              + label
              + "': its metadata says that the classes are "
              + names
              + " but those of the model are "
              + labels
              + "; index both tables with one StringIndexerModel");
    }
  }

  /** How many classes there are, if that is said. */
  static OptionalInt count(StructType schema, String label) {
    Object attribute = attribute(schema, label);
    if (attribute instanceof BinaryAttribute) {
      return OptionalInt.of(2);
    }
    return attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()
        ? OptionalInt.of((Integer) nominal.getNumValues().get())
        : OptionalInt.empty();
  }

  /** Only of a column of numbers: whatever else it is, its values are not indices. */
  private static Object attribute(StructType schema, String label) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(label) && field.dataType() instanceof NumericType) {
        return Attribute.fromStructField(field);
      }
    }
    return label;
  }
}
