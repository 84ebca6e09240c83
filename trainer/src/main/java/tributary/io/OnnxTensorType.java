package tributary.io;

import java.util.List;

/** The element type and the shape of a value that flows through a graph. */
record OnnxTensorType(OnnxType type, List<OnnxDimension> shape) {
  OnnxTensorType {
    shape = List.copyOf(shape);
  }

  static OnnxTensorType of(OnnxTensor constant) {
    return new OnnxTensorType(
        constant.type(), constant.shape().stream().map(OnnxDimension::of).toList());
  }

  int rank() {
    return shape.size();
  }

  OnnxTensorType withType(OnnxType other) {
    return new OnnxTensorType(other, shape);
  }

  OnnxTensorType withShape(List<OnnxDimension> other) {
    return new OnnxTensorType(type, other);
  }

  @Override
  public String toString() {
    return type + " " + shape;
  }
}
