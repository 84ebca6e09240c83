package tributary.ml;

import java.util.Arrays;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Option;

/** How {@code explainParams} shows a parameter: as Spark does, but a list as its elements. */
final class ParamText {
  private ParamText() {}

  static String of(Params owner, Param<?> param) {
    String values =
        text("default: ", owner.getDefault(param))
            + (owner.isSet(param) && owner.hasDefault(param) ? ", " : "")
            + text("current: ", owner.get(param));
    return param.name()
        + ": "
        + param.doc()
        + " ("
        + (values.isEmpty() ? "undefined" : values)
        + ")";
  }

  private static String text(String what, Option<?> value) {
    return value.isEmpty() ? "" : what + text(value.get());
  }

  private static String text(Object value) {
    if (value instanceof Object[] list) {
      return Arrays.toString(list);
    }
    if (value instanceof int[] list) {
      return Arrays.toString(list);
    }
    return value instanceof double[] list ? Arrays.toString(list) : value.toString();
  }
}
