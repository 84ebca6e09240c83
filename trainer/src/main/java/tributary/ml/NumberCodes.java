package tributary.ml;

import java.util.Arrays;

/** From 64-bit keys to small codes, in open addressing: a look-up makes no object. */
final class NumberCodes {
  private static final int FIRST_SLOTS = 64;
  private static final int NONE = -1;

  private long[] keys = new long[FIRST_SLOTS];
  private int[] codes = new int[FIRST_SLOTS];
  private int size;

  NumberCodes() {
    Arrays.fill(codes, NONE);
  }

  /** The key's code, −1 if it has none. */
  int codeOf(long key) {
    return codes[slot(key)];
  }

  /** Gives a key that has none a code of 0 or more. */
  void put(long key, int code) {
    if (2 * size >= keys.length) {
      grow();
    }
    int slot = slot(key);
    keys[slot] = key;
    codes[slot] = code;
    size++;
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(codes, NONE);
      size = 0;
    }
  }

  /** Where the key lies, or the free place where it would. */
  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & (keys.length - 1);
    while (codes[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCodes = codes;
    keys = new long[2 * oldKeys.length];
    codes = new int[keys.length];
    Arrays.fill(codes, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCodes[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        codes[slot] = oldCodes[i];
      }
    }
  }
}
