package tributary.io;

import java.util.List;
import java.util.Optional;

/**
 * The name, element type and shape of something that goes into a graph, through it, or comes out.
 *
 * @param shape empty if none was given, which is not the shape of a scalar
 */
public record OnnxValueInfo(String name, OnnxType type, Optional<List<OnnxDimension>> shape) {
  public OnnxValueInfo {
    shape = shape.map(List::copyOf);
  }

  static OnnxValueInfo of(String name, OnnxType type, OnnxDimension... shape) {
    return new OnnxValueInfo(name, type, Optional.of(List.of(shape)));
  }

  /** Such as {@code float [N, 3]}. */
  public String typeAndShape() {
    return type + " " + shape.map(List::toString).orElse("of unknown shape");
  }
}
