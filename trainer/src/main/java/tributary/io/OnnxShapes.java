package tributary.io;

import java.util.ArrayList;
import java.util.List;

/**
 * What type and shape an operation gives, from those of its inputs; or why it cannot compute with
 * them.
 */
final class OnnxShapes {
  private OnnxShapes() {}

  /** Inputs that do not go with the operation; the message is without the node's name. */
  static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    Misfit(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The type of the node's one output.
   *
   * @param in of its inputs, in order; as many as the operation takes at least
   */
  static OnnxTensorType infer(OnnxOp op, OnnxNode node, List<OnnxTensorType> in) throws Misfit {
    OnnxTensorType x = in.get(0);
    return switch (op) {
      case ADD, SUB, MUL, DIV -> broadcast(x, in.get(1));
      case GREATER -> broadcast(x, in.get(1)).withType(OnnxType.BOOL);
      case NEG -> require(x, x.type().isNumber(), "numbers");
      case IDENTITY -> x;
      case RELU, LEAKY_RELU, TANH, SIGMOID, ERF -> floating(x);
      case CAST -> cast(node, x);
      case CONCAT -> concat(node, in);
      case FLATTEN -> flatten(node, x);
      case GEMM -> gemm(node, in);
      case LAYER_NORMALIZATION -> layerNormalization(node, in);
      case REDUCE_MEAN -> reduceMean(node, floating(x));
      case SOFTMAX -> requireLastAxis(node, floating(x), -1);
      case ARG_MAX -> argMax(node, x);
      case ONE_HOT_ENCODER -> oneHotEncoder(node, x);
      case LABEL_ENCODER -> labelEncoder(node, x);
    };
  }

  private static OnnxTensorType require(OnnxTensorType x, boolean fits, String expected)
      throws Misfit {
    if (!fits) {
      throw new Misfit("its input is " + x + ", expected " + expected);
    }
    return x;
  }

  private static OnnxTensorType floating(OnnxTensorType x) throws Misfit {
    return require(x, x.type().isFloating(), "float or double");
  }

  private static OnnxTensorType broadcast(OnnxTensorType a, OnnxTensorType b) throws Misfit {
    require(a, a.type().isNumber(), "numbers");
    if (a.type() != b.type()) {
      throw new Misfit("its inputs are " + a + " and " + b + ", expected one type");
    }
    int rank = Math.max(a.rank(), b.rank());
    List<OnnxDimension> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      OnnxDimension left = fromEnd(a, rank - i);
      OnnxDimension right = fromEnd(b, rank - i);
      if (!left.equals(right) && left.size() != 1 && right.size() != 1) {
        throw new Misfit("the shapes of its inputs, " + a + " and " + b + ", do not go together");
      }
      shape.add(left.size() == 1 ? right : left);
    }
    return a.withShape(shape);
  }

  private static OnnxDimension fromEnd(OnnxTensorType x, int place) {
    return place > x.rank() ? OnnxDimension.of(1) : x.shape().get(x.rank() - place);
  }

  private static OnnxTensorType cast(OnnxNode node, OnnxTensorType x) throws Misfit {
    long code = node.integer("to", 0);
    OnnxType to =
        OnnxType.of(code)
            .filter(type -> type.isNumber())
            .orElseThrow(() -> new Misfit("attribute to is " + code + ", expected 1, 7 or 11"));
    return require(x, x.type() != OnnxType.STRING, "numbers or truths").withType(to);
  }

  /** The axis as a place from 0 on. */
  private static int axis(long axis, OnnxTensorType x) throws Misfit {
    long place = axis < 0 ? axis + x.rank() : axis;
    if (place < 0 || place >= x.rank()) {
      throw new Misfit("attribute axis is " + axis + " but its input is " + x);
    }
    return (int) place;
  }

  private static OnnxTensorType requireLastAxis(OnnxNode node, OnnxTensorType x, long ifAbsent)
      throws Misfit {
    requireLast(node.integer("axis", ifAbsent), x);
    return x;
  }

  private static void requireLast(long axis, OnnxTensorType x) throws Misfit {
    if (axis(axis, x) != x.rank() - 1) {
      throw new Misfit("its axis is " + axis + " of " + x + ", expected the last");
    }
  }

  private static OnnxTensorType concat(OnnxNode node, List<OnnxTensorType> in) throws Misfit {
    OnnxTensorType first = in.get(0);
    int axis = axis(node.integer("axis", 0), first);
    long sum = 0;
    for (OnnxTensorType x : in) {
      List<OnnxDimension> others = new ArrayList<>(x.shape());
      List<OnnxDimension> expected = new ArrayList<>(first.shape());
      boolean fits = x.type() == first.type() && x.rank() == first.rank();
      if (fits) {
        others.remove(axis);
        expected.remove(axis);
      }
      if (!fits || !others.equals(expected) || !x.shape().get(axis).isFixed()) {
        throw new Misfit(
            "its inputs are " + in + ", expected one type, and shapes equal but for axis " + axis);
      }
      sum += x.shape().get(axis).size();
    }
    List<OnnxDimension> shape = new ArrayList<>(first.shape());
    shape.set(axis, OnnxDimension.of(sum));
    return first.withShape(shape);
  }

  private static OnnxTensorType flatten(OnnxNode node, OnnxTensorType x) throws Misfit {
    if (node.integer("axis", 1) != 1 || x.rank() < 1) {
      throw new Misfit("its axis is " + node.integer("axis", 1) + " of " + x + ", expected 1");
    }
    long size = 1;
    for (OnnxDimension dimension : x.shape().subList(1, x.rank())) {
      require(x, dimension.isFixed(), "fixed sizes but for the first");
      size *= dimension.size();
    }
    return x.withShape(List.of(x.shape().get(0), OnnxDimension.of(size)));
  }

  private static OnnxTensorType gemm(OnnxNode node, List<OnnxTensorType> in) throws Misfit {
    OnnxTensorType a = matrix("A", floating(in.get(0)));
    OnnxTensorType b = matrix("B", in.get(1));
    boolean transA = node.integer("transA", 0) != 0;
    boolean transB = node.integer("transB", 0) != 0;
    OnnxDimension m = a.shape().get(transA ? 1 : 0);
    OnnxDimension k = a.shape().get(transA ? 0 : 1);
    OnnxDimension n = b.shape().get(transB ? 0 : 1);
    if (a.type() != b.type() || !k.equals(b.shape().get(transB ? 1 : 0))) {
      throw new Misfit(
          "A is "
              + a
              + (transA ? " transposed" : "")
              + " and B is "
              + b
              + (transB ? " transposed" : "")
              + ", which cannot be multiplied");
    }
    OnnxTensorType y = a.withShape(List.of(m, n));
    if (in.size() > 2) {
      requireBroadcast(in.get(2), y);
    }
    return y;
  }

  private static OnnxTensorType matrix(String name, OnnxTensorType x) throws Misfit {
    if (x.rank() != 2) {
      throw new Misfit(name + " is " + x + ", expected two dimensions");
    }
    return x;
  }

  private static void requireBroadcast(OnnxTensorType c, OnnxTensorType y) throws Misfit {
    boolean fits = c.type() == y.type() && c.rank() <= 2;
    for (int i = 1; fits && i <= c.rank(); i++) {
      OnnxDimension own = fromEnd(c, i);
      fits = own.size() == 1 || own.equals(fromEnd(y, i));
    }
    if (!fits) {
      throw new Misfit("C is " + c + ", which cannot be added to " + y);
    }
  }

  private static OnnxTensorType layerNormalization(OnnxNode node, List<OnnxTensorType> in)
      throws Misfit {
    OnnxTensorType x = requireLastAxis(node, floating(in.get(0)), -1);
    if (node.integer("stash_type", 1) != 1) {
      throw new Misfit("stash_type is " + node.integer("stash_type", 1) + ", expected 1");
    }
    OnnxTensorType expected = x.withShape(x.shape().subList(x.rank() - 1, x.rank()));
    for (OnnxTensorType factor : in.subList(1, in.size())) {
      if (!factor.equals(expected)) {
        throw new Misfit("Scale or B is " + factor + ", expected " + expected + " for " + x);
      }
    }
    return x;
  }

  private static OnnxTensorType reduceMean(OnnxNode node, OnnxTensorType x) throws Misfit {
    List<Long> axes = node.integers("axes");
    if (axes.size() != 1 || node.integer("keepdims", 1) != 1) {
      throw new Misfit("axes is " + axes + ", expected the last one, and keepdims 1");
    }
    requireLast(axes.get(0), x);
    List<OnnxDimension> shape = new ArrayList<>(x.shape());
    shape.set(x.rank() - 1, OnnxDimension.of(1));
    return x.withShape(shape);
  }

  private static OnnxTensorType argMax(OnnxNode node, OnnxTensorType x) throws Misfit {
    requireLastAxis(node, floating(x), 0);
    if (node.integer("keepdims", 1) != 0 || node.integer("select_last_index", 0) != 0) {
      throw new Misfit("keepdims or select_last_index is not 0, which is all that is known here");
    }
    return new OnnxTensorType(OnnxType.INT64, x.shape().subList(0, x.rank() - 1));
  }

  private static OnnxTensorType oneHotEncoder(OnnxNode node, OnnxTensorType x) throws Misfit {
    require(x, x.type() == OnnxType.STRING, "strings");
    if (node.integer("zeros", 1) != 1) {
      throw new Misfit("zeros is " + node.integer("zeros", 1) + ", expected 1");
    }
    List<OnnxDimension> shape = new ArrayList<>(x.shape());
    shape.add(OnnxDimension.of(node.strings("cats_strings").size()));
    return new OnnxTensorType(OnnxType.FLOAT, shape);
  }

  private static OnnxTensorType labelEncoder(OnnxNode node, OnnxTensorType x) throws Misfit {
    require(x, x.type() == OnnxType.INT64, "int64");
    int keys = node.integers("keys_int64s").size();
    int values = node.strings("values_strings").size();
    if (keys != values) {
      throw new Misfit("it has " + keys + " keys but " + values + " values");
    }
    return x.withType(OnnxType.STRING);
  }
}
