package tributary.io;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The operations of {@link OnnxOp} on arrays that {@link OnnxShapes} has found to fit. */
final class OnnxKernels {
  /** From here on erf is ±1 in double. */
  private static final double ERF_IS_ONE = 6;

  private static final double ERF_PRECISION = 1e-17;

  private OnnxKernels() {}

  static OnnxArray compute(OnnxOp op, OnnxNode node, List<OnnxArray> in) {
    OnnxArray x = in.get(0);
    return switch (op) {
      case ADD -> elementwise(x, in.get(1), (a, b) -> a + b);
      case SUB -> elementwise(x, in.get(1), (a, b) -> a - b);
      case MUL -> elementwise(x, in.get(1), (a, b) -> a * b);
      case DIV -> elementwise(x, in.get(1), (a, b) -> a / b);
      case GREATER -> greater(x, in.get(1));
      case NEG -> map(x, a -> -a);
      case IDENTITY -> x;
      case RELU -> map(x, a -> Math.max(a, 0));
      case LEAKY_RELU -> leakyRelu(x, node.number("alpha", 0.01f));
      case TANH -> map(x, Math::tanh);
      case SIGMOID -> map(x, a -> 1 / (1 + Math.exp(-a)));
      case ERF -> map(x, OnnxKernels::erf);
      case CAST -> cast(x, (int) node.integer("to", 0));
      case CONCAT -> concat(in, (int) node.integer("axis", 0));
      case FLATTEN -> flatten(x);
      case GEMM -> gemm(node, in);
      case LAYER_NORMALIZATION -> layerNormalization(in, node.number("epsilon", 1e-5f));
      case REDUCE_MEAN -> reduceMean(x);
      case SOFTMAX -> softmax(x);
      case ARG_MAX -> argMax(x);
      case ONE_HOT_ENCODER -> oneHotEncoder(x, node.strings("cats_strings"));
      case LABEL_ENCODER -> labelEncoder(x, node);
    };
  }

  private static OnnxArray map(OnnxArray x, DoubleUnaryOperator f) {
    double[] y = new double[x.length()];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(x.number(i));
    }
    return OnnxArray.rounded(x.type(), x.shape(), y);
  }

  /** 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1) / (1·3·5 … (2n+1)), all terms of one sign: nothing cancels. */
  private static double erf(double x) {
    if (Math.abs(x) > ERF_IS_ONE) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * ERF_PRECISION; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static OnnxArray leakyRelu(OnnxArray x, double alpha) {
    return map(x, a -> a < 0 ? alpha * a : a);
  }

  private static OnnxArray elementwise(OnnxArray a, OnnxArray b, DoubleBinaryOperator f) {
    List<Long> shape = broadcast(a.shape(), b.shape());
    double[] y = new double[Math.toIntExact(OnnxTensor.elements(shape))];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(a.number(place(i, shape, a)), b.number(place(i, shape, b)));
    }
    return OnnxArray.rounded(a.type(), shape, y);
  }

  private static OnnxArray greater(OnnxArray a, OnnxArray b) {
    List<Long> shape = broadcast(a.shape(), b.shape());
    boolean[] y = new boolean[Math.toIntExact(OnnxTensor.elements(shape))];
    for (int i = 0; i < y.length; i++) {
      y[i] = a.number(place(i, shape, a)) > b.number(place(i, shape, b));
    }
    return OnnxArray.of(shape, y);
  }

  private static List<Long> broadcast(List<Long> a, List<Long> b) {
    int rank = Math.max(a.size(), b.size());
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long left = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      long right = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      shape.add(left == 1 ? right : left);
    }
    return shape;
  }

  /** Where in {@code x}, stretched to {@code shape}, the element is that has the place i there. */
  private static int place(int i, List<Long> shape, OnnxArray x) {
    int place = 0;
    int stride = 1;
    int rest = i;
    for (int back = 1; back <= x.shape().size(); back++) {
      int size = x.size(x.shape().size() - back);
      int whole = Math.toIntExact(shape.get(shape.size() - back));
      place += size == 1 ? 0 : rest % whole * stride;
      stride *= size;
      rest /= whole;
    }
    return place;
  }

  private static OnnxArray cast(OnnxArray x, int to) {
    double[] y = new double[x.length()];
    for (int i = 0; i < y.length; i++) {
      y[i] = x.number(i);
    }
    return OnnxArray.rounded(OnnxType.of(to).orElseThrow(), x.shape(), y);
  }

  private static OnnxArray concat(List<OnnxArray> in, int axisOrFromEnd) {
    OnnxArray first = in.get(0);
    int axis = axisOrFromEnd < 0 ? axisOrFromEnd + first.shape().size() : axisOrFromEnd;
    List<Long> shape = new ArrayList<>(first.shape());
    shape.set(axis, in.stream().mapToLong(x -> x.shape().get(axis)).sum());
    int runs = Math.toIntExact(OnnxTensor.elements(shape.subList(0, axis)));
    int run = Math.toIntExact(OnnxTensor.elements(shape.subList(axis, shape.size())));
    Object y = Array.newInstance(first.values().getClass().componentType(), runs * run);
    int offset = 0;
    for (OnnxArray x : in) {
      int own = Math.toIntExact(OnnxTensor.elements(x.shape().subList(axis, x.shape().size())));
      for (int r = 0; r < runs; r++) {
        System.arraycopy(x.values(), r * own, y, r * run + offset, own);
      }
      offset += own;
    }
    return new OnnxArray(first.type(), shape, y);
  }

  private static OnnxArray flatten(OnnxArray x) {
    long rest = OnnxTensor.elements(x.shape().subList(1, x.shape().size()));
    return new OnnxArray(x.type(), List.of(x.shape().get(0), rest), x.values());
  }

  private static OnnxArray gemm(OnnxNode node, List<OnnxArray> in) {
    OnnxArray a = in.get(0);
    OnnxArray b = in.get(1);
    boolean transA = node.integer("transA", 0) != 0;
    boolean transB = node.integer("transB", 0) != 0;
    int m = a.size(transA ? 1 : 0);
    int k = a.size(transA ? 0 : 1);
    int n = b.size(transB ? 0 : 1);
    List<Long> shape = List.of((long) m, (long) n);
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    double[] y = new double[m * n];
    for (int r = 0; r < m; r++) {
      for (int c = 0; c < n; c++) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum +=
              a.number(transA ? i * m + r : r * k + i) * b.number(transB ? c * k + i : i * n + c);
        }
        int at = r * n + c;
        y[at] = alpha * sum;
        if (in.size() > 2) {
          y[at] += beta * in.get(2).number(place(at, shape, in.get(2)));
        }
      }
    }
    return OnnxArray.rounded(a.type(), shape, y);
  }

  private static int columns(OnnxArray x) {
    return x.size(x.shape().size() - 1);
  }

  private static double mean(OnnxArray x, int row) {
    int columns = columns(x);
    double sum = 0;
    for (int i = 0; i < columns; i++) {
      sum += x.number(row * columns + i);
    }
    return sum / columns;
  }

  private static OnnxArray reduceMean(OnnxArray x) {
    List<Long> shape = new ArrayList<>(x.shape());
    shape.set(shape.size() - 1, 1L);
    double[] y = new double[Math.toIntExact(OnnxTensor.elements(shape))];
    for (int row = 0; row < y.length; row++) {
      y[row] = mean(x, row);
    }
    return OnnxArray.rounded(x.type(), shape, y);
  }

  /** (x − mean) / √(variance + epsilon) · scale + b, over the last axis. */
  private static OnnxArray layerNormalization(List<OnnxArray> in, double epsilon) {
    OnnxArray x = in.get(0);
    int columns = columns(x);
    double[] y = new double[x.length()];
    for (int row = 0; row < y.length / columns; row++) {
      double mean = mean(x, row);
      double variance = 0;
      for (int i = 0; i < columns; i++) {
        double distance = x.number(row * columns + i) - mean;
        variance += distance * distance / columns;
      }
      for (int i = 0; i < columns; i++) {
        int at = row * columns + i;
        y[at] = (x.number(at) - mean) / Math.sqrt(variance + epsilon) * in.get(1).number(i);
        y[at] += in.size() > 2 ? in.get(2).number(i) : 0;
      }
    }
    return OnnxArray.rounded(x.type(), x.shape(), y);
  }

  private static OnnxArray softmax(OnnxArray x) {
    int columns = columns(x);
    double[] y = new double[x.length()];
    for (int begin = 0; begin < y.length; begin += columns) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = begin; i < begin + columns; i++) {
        max = Math.max(max, x.number(i));
      }
      double sum = 0;
      for (int i = begin; i < begin + columns; i++) {
        y[i] = Math.exp(x.number(i) - max);
        sum += y[i];
      }
      for (int i = begin; i < begin + columns; i++) {
        y[i] /= sum;
      }
    }
    return OnnxArray.rounded(x.type(), x.shape(), y);
  }

  /** The first of the largest. */
  private static OnnxArray argMax(OnnxArray x) {
    int columns = columns(x);
    List<Long> shape = x.shape().subList(0, x.shape().size() - 1);
    long[] y = new long[Math.toIntExact(OnnxTensor.elements(shape))];
    for (int row = 0; row < y.length; row++) {
      int best = 0;
      for (int i = 1; i < columns; i++) {
        best = x.number(row * columns + i) > x.number(row * columns + best) ? i : best;
      }
      y[row] = best;
    }
    return OnnxArray.of(shape, y);
  }

  private static OnnxArray oneHotEncoder(OnnxArray x, List<String> levels) {
    Map<String, Integer> places = new HashMap<>();
    levels.forEach(level -> places.put(level, places.size()));
    List<Long> shape = new ArrayList<>(x.shape());
    shape.add((long) levels.size());
    float[] y = new float[x.length() * levels.size()];
    for (int i = 0; i < x.length(); i++) {
      Integer place = places.get(x.strings()[i]);
      if (place != null) {
        y[i * levels.size() + place] = 1;
      }
    }
    return OnnxArray.of(shape, y);
  }

  private static OnnxArray labelEncoder(OnnxArray x, OnnxNode node) {
    List<Long> keys = node.integers("keys_int64s");
    List<String> values = node.strings("values_strings");
    Map<Long, String> labels = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      labels.put(keys.get(i), values.get(i));
    }
    String other = node.attribute("default_string").map(a -> (String) a.value()).orElse("_Unused");
    String[] y = new String[x.length()];
    for (int i = 0; i < y.length; i++) {
      y[i] = labels.getOrDefault(x.longs()[i], other);
    }
    return OnnxArray.of(x.shape(), y);
  }
}
