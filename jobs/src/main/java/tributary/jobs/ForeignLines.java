package tributary.jobs;

import java.io.IOException;
import java.io.OutputStream;

/** Standard error while a {@link LiveScreen} is in use, so that log lines do not run into it. */
final class ForeignLines extends OutputStream {
  private final LiveScreen screen;
  private final OutputStream err;

  ForeignLines(LiveScreen screen, OutputStream err) {
    this.screen = screen;
    this.err = err;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    screen.foreign(err, bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    err.flush();
  }
}
