package tributary.ml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import tributary.data.ColumnEncoding;
import tributary.data.MissingColumns;
import tributary.data.RawValue;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;

/**
 * Finds columns in a table by name and checks their types, before any row is read. All names that
 * are missing are reported at once.
 */
final class TableSchema {
  private final String table;
  private final StructType schema;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  TableSchema(String table, StructType schema) {
    this.table = table;
    this.schema = schema;
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      if (positions.putIfAbsent(fields[i].name(), i) != null) {
        ambiguous.add(fields[i].name());
      }
    }
  }

  /**
   * The columns that these roles name.
   *
   * @throws TableException if a column is missing, of a type that its role cannot use, or has two
   *     roles
   */
  TableColumns of(ColumnRoles roles) {
    return of(roles, Optional.empty());
  }

  /**
   * The columns that these roles name; the indicator of validation rows, which has no part in them,
   * must be there, too.
   *
   * @throws TableException as {@link #of(ColumnRoles)} does, and if the indicator is not boolean
   */
  TableColumns of(ColumnRoles roles, Optional<String> indicator) {
    if (positions.isEmpty()) {
      throw new TableException(table + ": no rows and no columns; give it at least two rows");
    }
    List<String> weight = roles.weight().stream().toList();
    List<String> held = indicator.stream().toList();
    requirePresent(roles.features(), roles.exclude(), roles.targets(), weight, held);
    requireOneRole(roles, held);
    indicator.ifPresent(this::requireBoolean);
    List<String> features = roles.features().isEmpty() ? unclaimed(roles) : roles.features();
    if (features.isEmpty()) {
      throw new TableException(
          table + ": no column is left to be a feature; exclude fewer of " + names());
    }
    ColumnUse use =
        switch (roles.task()) {
          case REGRESSION -> ColumnUse.NUMBER_TARGET;
          case CLASSIFICATION -> ColumnUse.CLASS_TARGET;
          case MULTILABEL -> ColumnUse.LABEL_TARGET;
        };
    return columns(features, roles.targets(), use, roles.weight());
  }

  /**
   * The columns that a trained model reads.
   *
   * @param withTarget whether the target is read, too
   * @throws TableException if columns are missing, or of a type that the encoding cannot use
   */
  TableColumns of(TableEncoding encoding, boolean withTarget, Optional<String> weight) {
    List<String> features = encoding.features().stream().map(ColumnEncoding::name).toList();
    List<String> targets = withTarget ? encoding.target().columns() : List.of();
    requirePresent(features, targets, weight.stream().toList());
    TableColumns columns = columns(features, targets, useOf(encoding.target()), weight);
    for (int i = 0; i < features.size(); i++) {
      requireFits(columns.features().get(i), encoding.features().get(i));
    }
    return columns;
  }

  private static ColumnUse useOf(TargetEncoding target) {
    if (target instanceof TargetEncoding.Regression) {
      return ColumnUse.NUMBER_TARGET;
    }
    return target instanceof TargetEncoding.Classes
        ? ColumnUse.CLASS_TARGET
        : ColumnUse.LABEL_TARGET;
  }

  private TableColumns columns(
      List<String> features, List<String> targets, ColumnUse use, Optional<String> weight) {
    @Nullable TableColumn weightColumn =
        weight.isPresent() ? column(weight.get(), ColumnUse.WEIGHT) : null;
    return new TableColumns(
        features.stream().map(name -> column(name, ColumnUse.FEATURE)).toList(),
        targets.stream().map(name -> column(name, use)).toList(),
        weightColumn);
  }

  private TableColumn column(String name, ColumnUse use) {
    int position = position(name);
    DataType type = schema.fields()[position].dataType();
    Optional<ColumnKind> kind = ColumnKind.of(type);
    if (kind.isEmpty() || !isAllowed(kind.get(), use)) {
      throw new TableException(
          table
              + ", column '"
              + name
              + "': the "
              + use.word()
              + " has type "
              + type.simpleString()
              + ", allowed "
              + (use == ColumnUse.FEATURE
                  ? "are "
                      + ColumnKind.ALLOWED
                      + "; make numbers of it first (of a date its year, month and weekday), or"
                      + " exclude the column"
                  : (use == ColumnUse.CLASS_TARGET ? "are string, boolean and" : "is")
                      + " numbers; convert the column first"));
    }
    return new TableColumn(name, position, kind.get(), use);
  }

  private void requireBoolean(String indicator) {
    DataType type = schema.fields()[position(indicator)].dataType();
    if (!type.equals(DataTypes.BooleanType)) {
      throw new TableException(
          table
              + ", column '"
              + indicator
              + "': the validation indicator has type "
              + type.simpleString()
              + ", expected boolean; compare it with something");
    }
  }

  private static boolean isAllowed(ColumnKind kind, ColumnUse use) {
    return switch (use) {
      case FEATURE -> true;
      case CLASS_TARGET -> kind.isNumber() || kind == ColumnKind.STRING;
      case NUMBER_TARGET, LABEL_TARGET -> kind.isNumber();
      case WEIGHT -> kind.isNumber() && kind != ColumnKind.BOOLEAN;
    };
  }

  private void requireFits(TableColumn column, ColumnEncoding encoding) {
    ColumnKind kind = column.kind();
    boolean fits;
    String wanted;
    if (encoding instanceof ColumnEncoding.Numeric) {
      fits = kind.isNumber();
      wanted = "a number";
    } else if (encoding instanceof ColumnEncoding.Categorical) {
      fits = kind == ColumnKind.STRING || kind == ColumnKind.WHOLE || kind == ColumnKind.BOOLEAN;
      wanted = "a string";
    } else {
      fits = kind.isVector();
      wanted = "a vector or an array of " + encoding.width() + " numbers";
    }
    if (!fits) {
      throw new TableException(
          table
              + ", column '"
              + column.name()
              + "': the type is "
              + schema.fields()[column.index()].dataType().simpleString()
              + " but the model was trained on "
              + wanted
              + "; convert the column first");
    }
    requireWidth(column, encoding.width());
  }

  /** Where the metadata of a vector column tells its width, no row has to be read to know it. */
  private void requireWidth(TableColumn column, int expected) {
    if (column.kind() != ColumnKind.VECTOR) {
      return;
    }
    int width = AttributeGroup.fromStructField(schema.fields()[column.index()]).size();
    if (width >= 0 && width != expected) {
      throw new TableException(
          table + ", column '" + column.name() + "': " + RawValue.otherWidth(width, expected));
    }
  }

  private int position(String name) {
    if (ambiguous.contains(name)) {
      throw new TableException(
          table + ": there are several columns named '" + name + "'; rename all but one");
    }
    @Nullable Integer position = positions.get(name);
    if (position == null) {
      throw new TableException(table + missing(List.of(name)));
    }
    return position;
  }

  @SafeVarargs
  private void requirePresent(List<String>... wanted) {
    List<String> missing = new ArrayList<>();
    for (List<String> names : wanted) {
      for (String name : names) {
        if (!positions.containsKey(name) && !missing.contains(name)) {
          missing.add(name);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new TableException(table + missing(missing));
    }
  }

  private String missing(List<String> missing) {
    return ": " + MissingColumns.message(missing, List.of(schema.fieldNames()));
  }

  private String names() {
    return MissingColumns.names(List.of(schema.fieldNames()));
  }

  private void requireOneRole(ColumnRoles roles, List<String> indicator) {
    Map<String, String> roleOf = new HashMap<>();
    claim(roles.features(), "a feature", roleOf);
    claim(roles.targets(), "a target", roleOf);
    claim(roles.weight().stream().toList(), "the weight", roleOf);
    claim(roles.exclude(), "excluded", roleOf);
    claim(indicator, "the validation indicator", roleOf);
  }

  private void claim(List<String> names, String role, Map<String, String> roleOf) {
    for (String name : names) {
      @Nullable String other = roleOf.putIfAbsent(name, role);
      if (other != null) {
        throw new TableException(
            table
                + ", column '"
                + name
                + "': it is "
                + (other.equals(role) ? role + " twice" : other + " and also " + role)
                + "; give it one role");
      }
    }
  }

  private List<String> unclaimed(ColumnRoles roles) {
    Set<String> claimed = new HashSet<>(roles.targets());
    claimed.addAll(roles.exclude());
    roles.weight().ifPresent(claimed::add);
    List<String> features = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      if (!claimed.contains(name)) {
        features.add(name);
      }
    }
    return features;
  }
}
