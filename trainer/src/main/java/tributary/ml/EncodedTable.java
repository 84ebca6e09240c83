package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final Optional<SkipReport> skipped;

  EncodedTable(
      TableRows source,
      JavaRDD<RowBlock> blocks,
      long rows,
      List<String> warnings,
      Optional<SkipReport> skipped) {
    this.source = source;
    this.blocks = blocks;
    this.rows = rows;
    List<String> all = new ArrayList<>(skipped.map(SkipReport::sentence).stream().toList());
    all.addAll(warnings);
    this.warnings = List.copyOf(all);
    this.skipped = skipped;
  }

  public JavaRDD<RowBlock> blocks() {
    return blocks;
  }

  public long rows() {
    return rows;
  }

  /** What was found odd but could be used, a sentence each; skipped rows, too. */
  public List<String> warnings() {
    return warnings;
  }

  /** Which rows of the source were left out, before it was split; empty if none were. */
  public Optional<SkipReport> skipped() {
    return skipped;
  }

  /** Frees the raw rows; may be called more than once. */
  @Override
  public void close() {
    source.close();
  }
}
