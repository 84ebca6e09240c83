package tributary.ml;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Consecutive rows of IDX files, read in a task; the files are open while it runs. */
final class IdxRows implements Iterator<Row> {
  private final Configuration hadoop;
  private final IdxFile images;
  private final @Nullable IdxFile labels;
  private final int end;
  private int row;
  private @Nullable DataInputStream pixels;
  private @Nullable DataInputStream label;

  /** Rows {@code row … end − 1}. */
  IdxRows(Configuration hadoop, IdxFile images, @Nullable IdxFile labels, int row, int end) {
    this.hadoop = hadoop;
    this.images = images;
    this.labels = labels;
    this.row = row;
    this.end = end;
  }

  @Override
  public boolean hasNext() {
    return row < end;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row is left in this group");
    }
    if (pixels == null) {
      open();
    }
    byte[] bytes = new byte[images.rowBytes()];
    readFully(images, pixels, bytes);
    row++;
    Row values;
    if (labels == null) {
      values = RowFactory.create((Object) bytes);
    } else {
      byte[] one = new byte[1];
      readFully(labels, label, one);
      values = RowFactory.create(one[0] & 0xFF, bytes);
    }
    if (row == end) {
      finish();
    }
    return values;
  }

  private void open() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) context -> close());
    }
    pixels = openAt(images);
    label = labels == null ? null : openAt(labels);
  }

  private DataInputStream openAt(IdxFile file) {
    try {
      return file.at(hadoop, row);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void readFully(IdxFile file, @Nullable DataInputStream in, byte[] bytes) {
    try {
      if (in != null) {
        in.readFully(bytes);
      }
    } catch (EOFException e) {
      throw file.truncated();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void finish() {
    if (row == images.rows()) {
      requireEnd(images, pixels);
      if (labels != null) {
        requireEnd(labels, label);
      }
    }
    close();
  }

  /** Only a gzipped file can be longer than its header says without anyone having noticed. */
  private static void requireEnd(IdxFile file, @Nullable DataInputStream in) {
    try {
      if (in != null && in.read() >= 0) {
        throw file.wrongLength(Long.MAX_VALUE);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static TableException unreadable(IdxFile file, IOException e) {
    return new TableException(
        "IDX file " + file.path() + ": " + e.getMessage() + "; it is damaged: fetch it again", e);
  }

  private void close() {
    try {
      if (pixels != null) {
        pixels.close();
      }
      if (label != null) {
        label.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
