package tributary.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;
import tributary.io.ModelFormatException;
import tributary.io.NetworkFormat;
import tributary.nn.LayerSpec;

/** A parameter that is a list of layers, stored as they stand in {@code model.json}. */
final class LayersParam extends Param<LayerSpec[]> {
  private static final long serialVersionUID = 1L;

  LayersParam(Identifiable owner, String name, String doc, Function1<LayerSpec[], Object> valid) {
    super(owner, name, doc, valid);
  }

  @Override
  public String jsonEncode(LayerSpec[] layers) {
    return NetworkFormat.layersText(List.of(layers));
  }

  @Override
  public LayerSpec[] jsonDecode(String json) {
    try {
      return NetworkFormat.parseLayers(json).toArray(new LayerSpec[0]);
    } catch (ModelFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
