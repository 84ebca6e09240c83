package tributary.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;
import tributary.io.ModelFormatException;
import tributary.io.NetworkFormat;
import tributary.nn.NetworkSpec;

/** A parameter that is a network, stored as it stands in {@code model.json}. */
final class NetworkParam extends Param<NetworkSpec> {
  private static final long serialVersionUID = 1L;

  NetworkParam(Identifiable owner, String name, String doc, Function1<NetworkSpec, Object> valid) {
    super(owner, name, doc, valid);
  }

  @Override
  public String jsonEncode(NetworkSpec network) {
    return NetworkFormat.text(network);
  }

  @Override
  public NetworkSpec jsonDecode(String json) {
    try {
      return NetworkFormat.parse(json);
    } catch (ModelFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
