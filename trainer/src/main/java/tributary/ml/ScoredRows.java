package tributary.ml;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import tributary.data.RawBlock;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.Workspace;

/**
 * The rows of one partition with their predictions: a batch is read, goes through the network
 * together, and is handed out row by row before the next is read.
 *
 * <p>Every row is the same object with other values, as Spark's own are.
 */
final class ScoredRows implements Iterator<InternalRow> {
  private static final int MAX_ROWS = 1024;
  private static final int MAX_FLOATS = 1 << 22;

  private final Iterator<InternalRow> rows;
  private final RawBlocks.Builder builder;
  private final RowEncoder encoder;
  private final Network network;
  private final Workspace workspace;
  private final float[] weights;
  private final PredictionColumns predicted;
  private final ScoredCounts counts;
  private final String table;
  private final float[] x;
  private final InternalRow[] batch;
  private final SpecificInternalRow added;
  private final JoinedRow joined = new JoinedRow();
  private long[] unseen;
  private int filled;
  private int next;
  private long before;
  private Matrix logits = new Matrix(new float[0], 0, 0, 0);

  /**
   * @param builder of blocks of {@link #batchRows} rows at most
   * @param table what messages call it
   */
  ScoredRows(
      Iterator<InternalRow> rows,
      RawBlocks.Builder builder,
      RowEncoder encoder,
      Network network,
      float[] weights,
      PredictionColumns predicted,
      ScoredCounts counts,
      String table) {
    this.rows = rows;
    this.builder = builder;
    this.encoder = encoder;
    this.network = network;
    this.workspace = network.workspace();
    this.weights = weights;
    this.predicted = predicted;
    this.counts = counts;
    this.table = table;
    this.batch = new InternalRow[batchRows(encoder.inputs())];
    this.x = new float[batch.length * encoder.inputs()];
    this.added = new SpecificInternalRow(predicted.schema());
    this.unseen = encoder.unseen();
  }

  /** How many rows go through the network together. */
  static int batchRows(int inputs) {
    return Math.max(1, Math.min(MAX_ROWS, MAX_FLOATS / inputs));
  }

  @Override
  public boolean hasNext() {
    // A batch may lose all of its rows.
    while (next == filled && rows.hasNext()) {
      fill();
    }
    return next < filled;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row is left in this partition");
    }
    predicted.fill(logits, next, added);
    return joined.apply(batch[next++], added);
  }

  private void fill() {
    before += filled;
    next = 0;
    while (!builder.isFull() && rows.hasNext()) {
      InternalRow row = rows.next();
      int place = builder.rows();
      if (builder.add(row)) {
        batch[place] = row.copy();
      }
    }
    RawBlock block = builder.take();
    filled = block.rows();
    if (filled == 0) {
      return;
    }
    try {
      encoder.encode(block, RowRange.all(filled), x, new float[0], null);
    } catch (BadCell bad) {
      throw new TableException(bad.at(table + ", counted within its part", before + bad.row()));
    }
    logits = network.logits(weights, x, 0, filled, workspace);
    count();
  }

  private void count() {
    long[] now = encoder.unseen();
    long[] more = new long[1 + now.length];
    more[0] = filled;
    for (int i = 0; i < now.length; i++) {
      more[1 + i] = now[i] - unseen[i];
    }
    unseen = now;
    counts.add(more);
  }
}
