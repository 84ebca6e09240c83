package tributary.ml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tributary.data.TableEncoding;

/** A training table, ready to be cut into shards, and what was learnt from it. */
public final class PreparedTable implements AutoCloseable {
  private final TableEncoding encoding;
  private final EncodedTable train;
  private final Optional<EncodedTable> validation;
  private final Optional<EncodedTable> test;
  private final List<String> warnings;

  PreparedTable(
      TableEncoding encoding,
      EncodedTable train,
      Optional<EncodedTable> validation,
      Optional<EncodedTable> test,
      List<String> warnings) {
    this.encoding = encoding;
    this.train = train;
    this.validation = validation;
    this.test = test;
    this.warnings = List.copyOf(warnings);
  }

  public TableEncoding encoding() {
    return encoding;
  }

  public EncodedTable train() {
    return train;
  }

  public Optional<EncodedTable> validation() {
    return validation;
  }

  public Optional<EncodedTable> test() {
    return test;
  }

  /** What was found odd in any of the tables but could be used, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Which rows of the tables were left out; a report for each table that lost some. */
  public List<SkipReport> skipped() {
    return Stream.of(Optional.of(train), validation, test)
        .flatMap(Optional::stream)
        .flatMap(table -> table.skipped().stream())
        .toList();
  }

  /** Frees the raw rows of all tables; may be called more than once. */
  @Override
  public void close() {
    train.close();
    validation.ifPresent(EncodedTable::close);
    test.ifPresent(EncodedTable::close);
  }
}
