package tributary.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.TargetDecoder;

/**
 * A few raw rows and what a model made of them when it was saved, so that the model, an export of
 * it or a port to another machine can be held to that.
 *
 * <p>The rows are drawn from what was learnt about the columns (means, scales, the number of
 * levels), by constants alone: no row of anybody's data is in them. Immutable.
 */
public final class ParitySample {
  /** How many rows a sample has, unless they are very wide. */
  static final int ROWS = 8;

  private static final int NUMBERS = ROWS << 16;

  private final TableEncoding table;
  private final ParityFormat.Content content;
  private final String sha256;

  private ParitySample(TableEncoding table, ParityFormat.Content content, String sha256) {
    this.table = table;
    this.content = content;
    this.sha256 = sha256;
  }

  /**
   * The sample of a model, computed on this JVM's matrix product, a row at a time.
   *
   * @param weights flat, in the order of the network's layout; only read
   * @throws IllegalArgumentException if network and target do not belong together, or a column's
   *     own mean cannot go through its encoding
   */
  public static ParitySample of(ModelDescription model, float[] weights) {
    TableEncoding table = model.table();
    int rows = rows(model);
    double[] inputs = ParityInputs.draw(table, rows);
    int width = inputs.length / rows;
    int outputs = model.network().outputs();
    TargetDecoder decoder = TargetDecoder.of(table.target(), model.network().loss());
    float[] logits = new float[rows * outputs];
    double[] predictions = new double[rows * decoder.width()];
    double[] prediction = new double[decoder.width()];
    Scorer scorer = new Scorer(model, weights);
    ScorerRow row = scorer.row();
    for (int i = 0; i < rows; i++) {
      double[] raw = Arrays.copyOfRange(inputs, i * width, (i + 1) * width);
      int column = 0;
      for (Object value : ParityInputs.named(table, raw).values()) {
        row.set(column++, value);
      }
      Matrix made = scorer.logits(row);
      System.arraycopy(made.data(), made.offset(), logits, i * outputs, outputs);
      decoder.decode(made, 0, prediction);
      System.arraycopy(prediction, 0, predictions, i * prediction.length, prediction.length);
    }
    ParityFormat.Content content = new ParityFormat.Content(rows, inputs, logits, predictions);
    return new ParitySample(table, content, ParityFormat.sha256(ParityFormat.bytes(content)));
  }

  private static int rows(ModelDescription model) {
    int widest = Math.max(ParityInputs.width(model.table()), model.network().outputs());
    return Math.max(1, Math.min(ROWS, NUMBERS / Math.max(1, widest)));
  }

  /**
   * Reads the whole of {@code parity.safetensors}.
   *
   * @throws ModelFormatException if it is not sound, or not the file that {@code model} was written
   *     with
   */
  public static ParitySample read(ModelDescription model, byte[] file) throws ModelFormatException {
    ParityFormat.Content content = ParityFormat.read(model, file);
    return new ParitySample(model.table(), content, ParityFormat.sha256(file));
  }

  /** Writes {@code parity.safetensors} and closes nothing. */
  public void write(OutputStream out) throws IOException {
    out.write(ParityFormat.bytes(content));
  }

  /** More bytes than the file of any sample of such a model has. */
  static int maxLength(ModelDescription model) {
    long width = ParityInputs.width(model.table());
    long outputs = model.network().outputs();
    long row = Double.BYTES * width + (Float.BYTES + Double.BYTES) * Math.max(2, outputs);
    return (int) Math.min(Integer.MAX_VALUE - 8, ParityFormat.MAX_HEADER + ROWS * row);
  }

  /** Of the file, as 64 lower-case hex digits. */
  public String sha256() {
    return sha256;
  }

  public int rows() {
    return content.rows();
  }

  /**
   * A raw row by its columns' names, in the order of the network's inputs: a {@code Double}, a
   * {@code String} (of a level, or one that is none) or a {@code double[]}. All numbers are 32-bit
   * floats, unless a scale is too small for that.
   */
  public Map<String, Object> row(int row) {
    return ParityInputs.named(table, part(content.inputs(), row));
  }

  /** The logits of a row. */
  public float[] logits(int row) {
    int outputs = content.logits().length / rows();
    return Arrays.copyOfRange(content.logits(), row * outputs, (row + 1) * outputs);
  }

  /** The prediction of a row, as {@link TargetDecoder} gives it. */
  public double[] outputs(int row) {
    return part(content.outputs(), row);
  }

  private double[] part(double[] numbers, int row) {
    int width = numbers.length / rows();
    return Arrays.copyOfRange(numbers, row * width, (row + 1) * width);
  }

  /** Holds the predictions that a scorer makes now to the stored ones. */
  public ParityReport check(Scorer scorer) {
    double[][] found = new double[rows()][];
    for (int i = 0; i < found.length; i++) {
      found[i] = scorer.predict(row(i));
    }
    return check(found);
  }

  /**
   * Holds predictions of all rows, made anywhere, to the stored ones.
   *
   * <p>They agree where |found − expected| ≤ {@link ParityReport#TOLERANCE} · unit. The unit of a
   * probability is 1. That of a number is |scale| + |expected|: an error of the logit becomes scale
   * times as large, and a number in 32 bits has one in proportion to itself. What is not finite
   * agrees with its like only.
   *
   * @param outputs rows × outputs
   * @throws IllegalArgumentException if the shape is another
   */
  public ParityReport check(double[][] outputs) {
    List<String> names = table.target().outputs();
    requireShape(outputs, names.size());
    double largest = 0;
    double relative = 0;
    Optional<ParityReport.Mismatch> worst = Optional.empty();
    for (int row = 0; row < outputs.length; row++) {
      double[] expected = outputs(row);
      for (int i = 0; i < expected.length; i++) {
        double found = outputs[row][i];
        double difference = difference(found, expected[i]);
        double units = difference == 0 ? 0 : difference / unit(i, expected[i]);
        largest = Math.max(largest, difference);
        if (units > ParityReport.TOLERANCE && units > relative) {
          worst =
              Optional.of(
                  new ParityReport.Mismatch(
                      row,
                      names.get(i),
                      found,
                      expected[i],
                      ParityReport.TOLERANCE * unit(i, expected[i])));
        }
        relative = Math.max(relative, units);
      }
    }
    return new ParityReport(rows(), largest, relative, worst);
  }

  private void requireShape(double[][] outputs, int width) {
    List<Integer> found = new ArrayList<>();
    for (double[] row : outputs) {
      found.add(row.length);
    }
    if (outputs.length != rows() || found.stream().anyMatch(n -> n != width)) {
      throw new IllegalArgumentException(
          "parity sample: the rows have %s outputs, expected %d rows of %d"
              .formatted(found, rows(), width));
    }
  }

  private static double difference(double found, double expected) {
    if (Double.compare(found, expected) == 0) {
      return 0;
    }
    double difference = Math.abs(found - expected);
    return Double.isFinite(difference) ? difference : Double.POSITIVE_INFINITY;
  }

  private double unit(int output, double expected) {
    return table.target() instanceof TargetEncoding.Regression numbers
        ? Math.abs(numbers.scales().get(output)) + Math.abs(expected)
        : 1;
  }
}
