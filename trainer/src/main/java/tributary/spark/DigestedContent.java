package tributary.spark;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Content that is measured while it is written, to be held against what is read back. */
final class DigestedContent implements HadoopFiles.Content {
  /** How long a file is, and its SHA-256 as hex digits. */
  record Digest(long bytes, String sha256) {}

  private static final int CHUNK = 1 << 16;

  private final HadoopFiles.Content content;
  private Digest written = new Digest(0, "");

  DigestedContent(HadoopFiles.Content content) {
    this.content = content;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Measuring measuring = new Measuring(out);
    content.writeTo(measuring);
    measuring.flush();
    written = measuring.digest();
  }

  /** Of what was written last. */
  Digest written() {
    return written;
  }

  static Digest of(InputStream in) throws IOException {
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      digest.update(chunk, 0, n);
      bytes += n;
    }
    return new Digest(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one does not", e);
    }
  }

  private static final class Measuring extends FilterOutputStream {
    private final MessageDigest digest = newDigest();
    private long bytes;

    Measuring(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
      out.write(source, from, length);
      digest.update(source, from, length);
      bytes += length;
    }

    Digest digest() {
      return new Digest(bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }
}
