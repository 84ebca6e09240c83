package tributary.io;

/** Recognises what people give by mistake, so that a refusal can say what it is. */
final class ForeignFile {
  private ForeignFile() {}

  /** What to tell about a file that starts with these bytes. */
  static String hint(byte[] start) {
    if (startsWith(start, 0xAC, 0xED, 0x00, 0x05)) {
      return "this is a Java-serialised object, which is never read";
    }
    if (startsWith(start, 'P', 'K')) {
      return "this is a zip archive (a jar, or a .pt or .npz file), which is never read";
    }
    if (startsWith(start, 0x80) && start.length > 1 && start[1] >= 2 && start[1] <= 5) {
      return "this is a Python pickle, which is never read";
    }
    if (startsWith(start, 0x1F, 0x8B)) {
      return "this is a gzip file; unpack it first";
    }
    if (startsWith(start, 0x89, 'H', 'D', 'F')) {
      return "this is an HDF5 file, which is not read";
    }
    return "the file was cut short, or is of another kind";
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
