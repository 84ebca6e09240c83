package tributary.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonValue;

/** A parameter that is a text. Spark's own, when it is read, takes a vector for one, too. */
final class TextParam extends Param<String> {
  private static final long serialVersionUID = 1L;

  TextParam(Identifiable owner, String name, String doc, Function1<String, Object> valid) {
    super(owner, name, doc, valid);
  }

  @Override
  public String jsonDecode(String json) {
    try {
      if (Json.parse(json) instanceof JsonValue.JsonString text) {
        return text.value();
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    throw new IllegalArgumentException("expected a text");
  }
}
