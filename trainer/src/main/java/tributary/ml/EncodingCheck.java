package tributary.ml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.data.RawBlock;
import tributary.data.SkippedRows;
import tributary.data.TableEncoding;

/**
 * Goes over a table once with a stored encoding, before anything is made of it: where each
 * partition starts, the first row that cannot be used, how many levels are new.
 */
record EncodingCheck(RowNumbers numbers, List<String> warnings) {
  /**
   * @throws TableException for the first row in table order that cannot be used, or if there is no
   *     row
   */
  static EncodingCheck of(
      String table,
      TableRows rows,
      TableEncoding encoding,
      TableColumns columns,
      InvalidRows invalid) {
    List<byte[]> found =
        TableRows.reading(
            table,
            "check every value",
            rows.blocks().context(),
            () ->
                rows.blocks()
                    .mapPartitions(
                        partition -> List.of(check(partition, encoding, columns)).iterator())
                    .collect());
    String numbered = invalid.numbered(table);
    long[] unseen = new long[encoding.features().size()];
    List<SkippedRows> counted = new ArrayList<>();
    long start = 0;
    for (byte[] partition : found) {
      counted.add(merge(numbered, partition, start, unseen));
      start += counted.get(counted.size() - 1).left();
    }
    RowNumbers numbers = RowNumbers.of(counted);
    if (numbers.rows() == 0) {
      throw noRows(table, SkipReport.of(table, numbers.skipped(), columns), "one");
    }
    return new EncodingCheck(numbers, warnings(table, encoding, unseen));
  }

  /** Of a table of which no row can be used. */
  static TableException noRows(String table, Optional<SkipReport> skipped, String least) {
    return new TableException(
        skipped
            .map(
                report ->
                    report.sentence()
                        + "; there are no rows left: look at these columns, or leave them out of"
                        + " the features")
            .orElse(table + ": there are no rows; give it at least " + least));
  }

  private static byte[] check(
      Iterator<RawBlock> blocks, TableEncoding encoding, TableColumns columns) {
    RowEncoder encoder = new RowEncoder(encoding, columns);
    int most = RowBlocks.rowsPerBlock(encoder.inputs() + encoder.targets());
    float[] x = new float[most * encoder.inputs()];
    float[] y = new float[most * encoder.targets()];
    float @Nullable [] weights = encoder.hasWeights() ? new float[most] : null;
    SkippedRows count = SkippedRows.none(0);
    @Nullable BadCell first = null;
    while (first == null && blocks.hasNext()) {
      RawBlock block = blocks.next();
      RowRange all = RowRange.all(block.rows());
      try {
        for (int done = 0; done < block.rows(); done += most) {
          encoder.encode(block, all.part(done, most), x, y, weights);
        }
        count = count.then(block.skipped());
      } catch (BadCell bad) {
        first = bad;
        count = count.then(SkippedRows.none(bad.row()));
      }
    }
    return toBytes(count, first, encoder.unseen());
  }

  private static byte[] toBytes(SkippedRows rows, @Nullable BadCell bad, long[] unseen) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      rows.write(out);
      out.writeBoolean(bad != null);
      if (bad != null) {
        bad.write(out);
      }
      for (long count : unseen) {
        out.writeLong(count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds to {@code unseen} and gives the partition's rows. */
  private static SkippedRows merge(String table, byte[] bytes, long start, long[] unseen) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      SkippedRows rows = SkippedRows.read(in);
      if (in.readBoolean()) {
        throw new TableException(BadCell.read(in).at(table, start + rows.left()));
      }
      for (int i = 0; i < unseen.length; i++) {
        unseen[i] += in.readLong();
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sentence per feature with levels that training has not seen. */
  static List<String> warnings(String table, TableEncoding encoding, long[] unseen) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < unseen.length; i++) {
      if (unseen[i] > 0) {
        warnings.add(
            table
                + ", column '"
                + encoding.features().get(i).name()
                + "': "
                + unseen[i]
                + (unseen[i] == 1 ? " row has" : " rows have")
                + " a value that was not seen in training; encoded as all zero");
      }
    }
    return warnings;
  }
}
