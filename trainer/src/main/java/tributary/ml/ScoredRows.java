package tributary.ml;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import tributary.data.TableEncoding;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.Workspace;

/**
 * The rows of one partition with their predictions: a batch is read, goes through the network
 * together, and is handed out row by row before the next is read.
 */
final class ScoredRows implements Iterator<Row> {
  private static final int MAX_ROWS = 1024;
  private static final int MAX_FLOATS = 1 << 22;

  private final Iterator<Row> rows;
  private final RowEncoder encoder;
  private final Network network;
  private final Workspace workspace;
  private final float[] weights;
  private final PredictionColumns predicted;
  private final int added;
  private final float[] x;
  private final Row[] batch;
  private int filled;
  private int next;
  private long before;
  private Matrix logits = new Matrix(new float[0], 0, 0, 0);

  ScoredRows(
      Iterator<Row> rows,
      TableEncoding encoding,
      TableColumns columns,
      NetworkSpec spec,
      float[] weights,
      PredictionColumns predicted) {
    this.rows = rows;
    this.encoder = new RowEncoder(encoding, columns);
    this.network = Network.of(spec);
    this.workspace = network.workspace();
    this.weights = weights;
    this.predicted = predicted;
    this.added = predicted.fields().size();
    int batchRows = Math.max(1, Math.min(MAX_ROWS, MAX_FLOATS / encoder.inputs()));
    this.x = new float[batchRows * encoder.inputs()];
    this.batch = new Row[batchRows];
  }

  @Override
  public boolean hasNext() {
    return next < filled || rows.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row is left in this partition");
    }
    if (next == filled) {
      fill();
    }
    Row row = batch[next];
    int width = row.length();
    Object[] values = new Object[width + added];
    for (int i = 0; i < width; i++) {
      values[i] = row.get(i);
    }
    predicted.fill(logits, next, values, width);
    next++;
    return RowFactory.create(values);
  }

  private void fill() {
    before += filled;
    filled = 0;
    next = 0;
    Arrays.fill(batch, null);
    while (filled < batch.length && rows.hasNext()) {
      Row row = rows.next();
      try {
        encoder.features(row, x, filled * encoder.inputs());
      } catch (BadCell bad) {
        throw new TableException(
            bad.at("prediction table, counted within its part", before + filled));
      }
      batch[filled++] = row;
    }
    logits = network.logits(weights, x, 0, filled, workspace);
  }
}
