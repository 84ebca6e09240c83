package tributary.ml;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
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
    Set<String> present = new HashSet<>();
    for (String name : schema.fieldNames()) {
      present.add(name.toLowerCase(Locale.ROOT));
    }
    List<String> clashes =
        added.stream()
            .map(StructField::name)
            .filter(name -> !present.add(name.toLowerCase(Locale.ROOT)))
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
   * @throws TableException if the column is missing or not boolean
   */
  static void indicator(StructType schema, Optional<String> indicator) {
    if (indicator.isEmpty()) {
      return;
    }
    String name = indicator.get();
    List<String> names = List.of(schema.fieldNames());
    int index = names.indexOf(name);
    if (index < 0) {
      throw new TableException(
          "training table: there is no column '"
              + name
              + "' (validationIndicatorCol)"
              + NearestName.of(name, names).map(n -> "; the nearest is '" + n + "'").orElse(""));
    }
    if (!schema.fields()[index].dataType().equals(DataTypes.BooleanType)) {
      throw new TableException(
          "training table, column '"
              + name
              + "': the validation indicator has type "
              + schema.fields()[index].dataType().simpleString()
              + ", expected boolean; compare it with something");
    }
  }
}
