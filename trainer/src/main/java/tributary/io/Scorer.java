package tributary.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tributary.data.ColumnEncoding;
import tributary.data.DataException;
import tributary.data.MissingColumns;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.ParameterLayout;
import tributary.nn.TargetDecoder;

/**
 * Predicts one raw row at a time from a model's folder, in plain Java: no Spark, Hadoop or Scala is
 * needed on the class path.
 *
 * <pre>{@code
 * Scorer scorer = Scorer.load(Path.of("runs/diamonds"));
 * ScorerRow row = scorer.row();
 * row.set("carat", 0.7).set("cut", "Ideal");
 * double[] price = scorer.predict(row);
 * }</pre>
 *
 * <p>The outputs are in the target's own terms: a probability per class (also of two) or per label,
 * or a number per target column, {@link #outputs} in order. They are those of {@code
 * ml.BatchPredictor} but for the last bits of the logits, which depend on how many rows go through
 * a matrix product together.
 *
 * <p>Needed besides the trainer's own classes: {@code org.slf4j:slf4j-api}. The matrix product is
 * that of {@link tributary.linalg.Gemms}: with {@code org.bytedeco:openblas}, {@code
 * org.bytedeco:javacpp} (each with its natives) and {@code dev.ludovic.netlib:blas} it is the
 * fastest, with netlib alone or with none of them it runs in plain Java.
 *
 * <p>Immutable, and safe for any number of threads; each needs its own {@link #row}.
 */
public final class Scorer {
  private final TableEncoding table;
  private final Network network;
  private final float[] weights;
  private final TargetDecoder decoder;
  private final ScorerColumn[] columns;
  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();

  /** Keeps the array, which must not change from now on. */
  Scorer(ModelDescription model, float[] weights) {
    this.table = model.table();
    this.network = Network.of(model.network());
    this.weights = weights;
    this.decoder = TargetDecoder.of(table.target(), model.network().loss());
    List<ColumnEncoding> features = table.features();
    this.columns = new ScorerColumn[features.size()];
    int offset = 0;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = ScorerColumn.of(features.get(i), offset);
      places.put(columns[i].name, i);
      offset += features.get(i).width();
    }
    this.names = features.stream().map(ColumnEncoding::name).toList();
  }

  /**
   * Reads a model's folder, or that of a run directory, on a local disk.
   *
   * @throws IOException if there is none, or it cannot be used; the message says why
   */
  public static Scorer load(Path folder) throws IOException {
    StoredModel stored = StoredModel.read(folder.toString(), new LocalFiles());
    try {
      return new Scorer(stored.description(), stored.weights());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(ModelFormat.DESCRIPTION_FILE + ": " + e.getMessage(), e);
    }
  }

  /**
   * A scorer of a model that is in memory.
   *
   * @param weights flat, in the order of the network's layout; copied
   * @throws IllegalArgumentException if there are more or fewer than the network has, or if network
   *     and target do not belong together
   */
  public static Scorer of(ModelDescription model, float[] weights) {
    int expected = ParameterLayout.of(model.network()).size();
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          "scorer: there are " + weights.length + " weights but the network has " + expected);
    }
    return new Scorer(model, weights.clone());
  }

  /** The raw columns that a row needs, in the order of the network's inputs. */
  public List<String> columns() {
    return names;
  }

  /** What each number of a prediction stands for: a class, a label or a target column. */
  public List<String> outputs() {
    return table.target().outputs();
  }

  /** The classes, in the order of their probabilities; empty where the model predicts none. */
  public List<String> classes() {
    return table.target() instanceof TargetEncoding.Classes classes ? classes.classes() : List.of();
  }

  /** An empty row for one thread. */
  public ScorerRow row() {
    return new ScorerRow(this, columns, network);
  }

  /**
   * The prediction of a row whose columns are all set.
   *
   * @throws DataException if columns are not set, all of them named
   */
  public double[] predict(ScorerRow row) {
    return predict(row, new double[decoder.width()]);
  }

  /**
   * As {@link #predict(ScorerRow)} into {@code out}, which is returned; nothing else is made.
   *
   * @throws IllegalArgumentException if {@code out} is shorter than {@link #outputs}, or the row is
   *     another scorer's
   */
  public double[] predict(ScorerRow row, double[] out) {
    if (out.length < decoder.width()) {
      throw new IllegalArgumentException(
          "scorer: the array has "
              + out.length
              + " places but a prediction has "
              + decoder.width()
              + " numbers");
    }
    decoder.decode(logits(row), 0, out);
    return out;
  }

  /**
   * The prediction of a row given by its columns' names; other columns are passed over. Numbers,
   * booleans, strings, and for vectors {@code double[]}, {@code float[]} or a list of numbers.
   *
   * @throws DataException if columns are missing, all of them named, or a value cannot be used
   */
  public double[] predict(Map<String, ?> values) {
    requirePresent(values);
    ScorerRow row = row();
    for (int i = 0; i < columns.length; i++) {
      row.set(i, (Object) values.get(columns[i].name));
    }
    return predict(row);
  }

  /**
   * The class that is predicted, the first among equals.
   *
   * @param prediction of this scorer
   * @throws IllegalStateException if the model predicts no class
   */
  public String label(double[] prediction) {
    if (!(table.target() instanceof TargetEncoding.Classes classes)) {
      throw new IllegalStateException(
          "scorer: the model predicts "
              + MissingColumns.names(outputs())
              + " and no class; use the numbers of predict");
    }
    return classes.classes().get(TargetDecoder.likeliest(prediction, decoder.width()));
  }

  private void requirePresent(Map<String, ?> values) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!values.containsKey(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new DataException("row: " + MissingColumns.message(missing, values.keySet()));
    }
  }

  /** The column's place, or −1. */
  int place(String column) {
    Integer place = places.get(column);
    return place == null ? -1 : place;
  }

  Matrix logits(ScorerRow row) {
    return row.logits(this, network, weights);
  }
}
