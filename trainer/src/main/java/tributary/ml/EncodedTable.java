package tributary.ml;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import tributary.data.RowBlock;

/**
 * A table as the network reads it: blocks of consecutive rows, numbered from 0 in table order.
 *
 * <p>The blocks are computed when Spark asks for them, from rows that are kept in memory until
 * {@link #close}; afterwards they are computed from the source again.
 */
public final class EncodedTable implements AutoCloseable {
  private final TableRows source;
  private final JavaRDD<RowBlock> blocks;
  private final long rows;
  private final List<String> warnings;

  EncodedTable(TableRows source, JavaRDD<RowBlock> blocks, long rows, List<String> warnings) {
    this.source = source;
    this.blocks = blocks;
    this.rows = rows;
    this.warnings = List.copyOf(warnings);
  }

  public JavaRDD<RowBlock> blocks() {
    return blocks;
  }

  public long rows() {
    return rows;
  }

  /** What was found odd but could be used, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Frees the raw rows; may be called more than once. */
  @Override
  public void close() {
    source.close();
  }
}
