package tributary.io;

import java.util.ArrayList;
import java.util.List;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.JsonValue.JsonObject;

/** What was learnt about the columns, as JSON. */
final class TableFormat {
  private TableFormat() {}

  static JsonObject encode(TableEncoding table) {
    return new JsonObjectBuilder()
        .putAll("features", table.features(), TableFormat::encode)
        .put("target", encode(table.target()))
        .build();
  }

  static TableEncoding decode(JsonFields fields) throws ModelFormatException {
    List<ColumnEncoding> features = new ArrayList<>();
    for (JsonFields feature : fields.objects("features")) {
      features.add(column(feature));
      feature.end();
    }
    JsonFields targetFields = fields.object("target");
    TargetEncoding target = target(targetFields);
    targetFields.end();
    fields.end();
    return new TableEncoding(features, target);
  }

  private static JsonObject encode(ColumnEncoding column) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    if (column instanceof ColumnEncoding.Numeric numeric) {
      json.put("type", "numeric")
          .put("name", numeric.name())
          .put("mean", numeric.mean())
          .put("scale", numeric.scale());
    } else if (column instanceof ColumnEncoding.Categorical categorical) {
      json.put("type", "categorical")
          .put("name", categorical.name())
          .putStrings("levels", categorical.levels());
    } else if (column instanceof ColumnEncoding.Vector vector) {
      json.put("type", "vector")
          .put("name", vector.name())
          .putNumbers("means", vector.means())
          .putNumbers("scales", vector.scales());
    }
    return json.build();
  }

  private static ColumnEncoding column(JsonFields fields) throws ModelFormatException {
    String name = fields.string("name");
    return switch (fields.string("type")) {
      case "numeric" ->
          new ColumnEncoding.Numeric(name, fields.number("mean"), fields.number("scale"));
      case "categorical" -> new ColumnEncoding.Categorical(name, fields.strings("levels"));
      case "vector" -> {
        List<Double> means = fields.numbers("means");
        yield new ColumnEncoding.Vector(name, means, numbers(fields, "scales", means.size()));
      }
      default -> throw fields.unknown("type", "numeric, categorical, vector");
    };
  }

  private static JsonObject encode(TargetEncoding target) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    if (target instanceof TargetEncoding.Regression regression) {
      json.put("type", "regression")
          .putStrings("columns", regression.columns())
          .putNumbers("means", regression.means())
          .putNumbers("scales", regression.scales());
    } else if (target instanceof TargetEncoding.Classes classes) {
      json.put("type", "classes")
          .put("column", classes.column())
          .putStrings("classes", classes.classes());
    } else if (target instanceof TargetEncoding.Labels labels) {
      json.put("type", "labels").putStrings("columns", labels.columns());
    }
    return json.build();
  }

  private static TargetEncoding target(JsonFields fields) throws ModelFormatException {
    return switch (fields.string("type")) {
      case "regression" -> {
        List<String> columns = fields.strings("columns");
        yield new TargetEncoding.Regression(
            columns,
            numbers(fields, "means", columns.size()),
            numbers(fields, "scales", columns.size()));
      }
      case "classes" ->
          new TargetEncoding.Classes(fields.string("column"), fields.strings("classes"));
      case "labels" -> new TargetEncoding.Labels(fields.strings("columns"));
      default -> throw fields.unknown("type", "regression, classes, labels");
    };
  }

  private static List<Double> numbers(JsonFields fields, String name, int expected)
      throws ModelFormatException {
    List<Double> numbers = fields.numbers(name);
    if (numbers.size() != expected) {
      throw fields.refused(
          new IllegalArgumentException(
              name + " has " + numbers.size() + " values, expected " + expected));
    }
    return numbers;
  }
}
