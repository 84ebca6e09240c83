package tributary.ml;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a table must have and must not have, by its schema alone. */
final class ColumnChecks {
  private ColumnChecks() {}

  /**
   * The table with what will be added to it.
   *
   * @throws TableException if it has a column of such a name, or two would be added
   */
  static StructType append(String table, StructType schema, List<StructField> added) {
    requireApart(table, added);
    Set<String> present = new HashSet<>();
    for (String name : schema.fieldNames()) {
      present.add(name.toLowerCase(Locale.ROOT));
    }
    List<String> clashes =
        added.stream()
            .map(StructField::name)
            .filter(name -> present.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (!clashes.isEmpty()) {
      throw new TableException(
          table
              + ": it already has what prediction would add: "
              + String.join(", ", clashes)
              + "; rename or drop those columns");
    }
    StructType all = schema;
    for (StructField field : added) {
      all = all.add(field);
    }
    return all;
  }

  /**
   * @throws TableException if the table is a stream, all of whose rows can never be seen
   */
  static void requireBounded(String table, Dataset<?> rows) {
    if (rows.isStreaming()) {
      throw new TableException(
          table
              + ": it is a stream, which never ends; take a table that the stream was written to");
    }
  }

  private static void requireApart(String table, List<StructField> added) {
    Set<String> names = new HashSet<>();
    for (StructField field : added) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new TableException(
            table
                + ": prediction would add two columns named '"
                + field.name()
                + "'; give each a name of its own, or an empty one to leave it out");
      }
    }
  }
}
