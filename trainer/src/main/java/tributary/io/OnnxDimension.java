package tributary.io;

/**
 * A dimension of a shape: a size, or the name of one that each call chooses.
 *
 * @param size −1 where there is a name
 * @param name empty where the size is fixed
 */
public record OnnxDimension(long size, String name) {
  static OnnxDimension of(long size) {
    return new OnnxDimension(size, "");
  }

  static OnnxDimension named(String name) {
    return new OnnxDimension(-1, name);
  }

  boolean isFixed() {
    return name.isEmpty();
  }

  @Override
  public String toString() {
    return isFixed() ? Long.toString(size) : name;
  }
}
