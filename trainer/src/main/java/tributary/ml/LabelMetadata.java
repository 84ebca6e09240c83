package tributary.ml;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the metadata of a label column, as {@code StringIndexer} leaves it, says of the classes. */
final class LabelMetadata {
  private LabelMetadata() {}

  /** The classes' names in the order of their indices; empty if there are none. */
  static List<String> names(StructType schema, String label) {
    return attribute(schema, label) instanceof NominalAttribute nominal
            && nominal.values().isDefined()
        ? Arrays.asList(nominal.values().get())
        : List.of();
  }

  /** How many classes there are, if that is said. */
  static OptionalInt count(StructType schema, String label) {
    return attribute(schema, label) instanceof NominalAttribute nominal
            && nominal.getNumValues().isDefined()
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
