package tributary.ml;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An IDX file of bytes (LeCun's MNIST format), plain or gzipped: 0, 0, type 8, the number of
 * dimensions, each dimension as a big-endian int, then the values, row by row.
 *
 * @param rows the first dimension
 * @param rowBytes the product of the others, 1 if there are none
 */
record IdxFile(String path, boolean gzip, int dimensions, int rows, int rowBytes)
    implements Serializable {
  private static final int UNSIGNED_BYTES = 8;
  private static final int MAX_DIMENSIONS = 16;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads the header.
   *
   * @throws TableException if the file is not such a file, or is shorter or longer than its header
   *     says
   */
  static IdxFile open(Configuration hadoop, String path) {
    try {
      FileSystem fs = new Path(path).getFileSystem(hadoop);
      boolean gzip = isGzip(fs, path);
      try (DataInputStream in = stream(fs, path, gzip)) {
        IdxFile file = header(path, gzip, in);
        long length = fs.getFileStatus(new Path(path)).getLen();
        if (!gzip && length != file.headerBytes() + (long) file.rows * file.rowBytes) {
          throw file.wrongLength(length - file.headerBytes());
        }
        return file;
      } catch (EOFException e) {
        throw foreign(path, "it ends within the header");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stream at the first value of a row. A gzipped file has to be read up to there. */
  DataInputStream at(Configuration hadoop, int row) throws IOException {
    FileSystem fs = new Path(path).getFileSystem(hadoop);
    long position = headerBytes() + (long) row * rowBytes;
    if (!gzip) {
      FSDataInputStream in = fs.open(new Path(path));
      in.seek(position);
      return new DataInputStream(new BufferedInputStream(in, BUFFER));
    }
    DataInputStream in = stream(fs, path, true);
    try {
      in.skipNBytes(position);
    } catch (EOFException e) {
      in.close();
      throw truncated();
    }
    return in;
  }

  TableException truncated() {
    return new TableException(
        "IDX file "
            + path
            + ": it ends before the last of the "
            + rows
            + " rows of "
            + rowBytes
            + " bytes that its header promises; it is truncated: fetch it again");
  }

  TableException wrongLength(long found) {
    return found < (long) rows * rowBytes
        ? truncated()
        : new TableException(
            "IDX file "
                + path
                + ": there are bytes after the "
                + rows
                + " rows of "
                + rowBytes
                + " bytes that its header promises; fetch it again");
  }

  private long headerBytes() {
    return 4L + 4L * dimensions;
  }

  private static IdxFile header(String path, boolean gzip, DataInputStream in) throws IOException {
    int magic = in.readInt();
    int type = magic >>> 8;
    int dimensions = magic & 0xFF;
    if (type != UNSIGNED_BYTES || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw foreign(path, "it begins with " + HexFormat.of().toHexDigits(magic));
    }
    int rows = in.readInt();
    long rowBytes = 1;
    for (int i = 1; i < dimensions; i++) {
      int size = in.readInt();
      rowBytes *= size;
      if (size < 1 || rowBytes > Integer.MAX_VALUE) {
        throw foreign(path, "dimension " + (i + 1) + " is " + size);
      }
    }
    if (rows < 0) {
      throw foreign(path, "dimension 1 is " + rows);
    }
    return new IdxFile(path, gzip, dimensions, rows, (int) rowBytes);
  }

  private static TableException foreign(String path, String found) {
    return new TableException(
        "IDX file "
            + path
            + ": "
            + found
            + ", expected 000008 and the number of dimensions, then each dimension (unsigned bytes"
            + " only); this is not an IDX file of bytes");
  }

  private static boolean isGzip(FileSystem fs, String path) throws IOException {
    try (FSDataInputStream in = fs.open(new Path(path))) {
      return in.read() == 0x1F && in.read() == 0x8B;
    }
  }

  private static DataInputStream stream(FileSystem fs, String path, boolean gzip)
      throws IOException {
    FSDataInputStream raw = fs.open(new Path(path));
    try {
      return new DataInputStream(
          gzip
              ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER)
              : new BufferedInputStream(raw, BUFFER));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
