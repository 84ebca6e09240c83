package tributary.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint by which two sets of weights are told to be the same to the bit. */
public final class WeightsHash {
  private WeightsHash() {}

  /** SHA-256 of the flat vector's little-endian float32 bytes, as 64 lower-case hex digits. */
  public static String sha256(float[] weights) {
    MessageDigest digest = newDigest();
    try {
      LittleEndian.write(weights, 0, weights.length, digest::update);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hex(digest);
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one does not", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
