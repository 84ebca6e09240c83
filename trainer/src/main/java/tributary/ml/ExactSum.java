package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles without any rounding, so that it does not matter how the rows were spread over
 * partitions. Only for finite values whose squares do not overflow.
 *
 * <p>The sum is one long fixed-point number, Σ chunks[i] · 2^(32·(first + i) − 1075), in chunks of
 * 32 bits that may run over for a while (Neal 2015, "Fast exact summation using small and large
 * superaccumulators"): a value adds to two of them, and only now and then are the carries moved up.
 * Only the chunks around the values seen are kept.
 */
final class ExactSum {
  private static final int CHUNK_BITS = 32;
  private static final long CHUNK = (1L << CHUNK_BITS) - 1;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  private static final int EXPONENT = 0x7FF;

  /** 2^−1075 is what the lowest bit of a chunk numbered 0 is worth. */
  private static final int SCALE = 1075;

  /** Each adds less than 2^53 to a chunk, which has room for 2^63. */
  private static final int MAX_PENDING = 512;

  private long[] chunks = new long[0];
  private int first;
  private int pending;

  /** Adds one value; the sum stays exact. */
  void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> MANTISSA_BITS) & EXPONENT;
    long mantissa = bits & MANTISSA;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= MANTISSA + 1;
    }
    int chunk = (exponent >>> 5) - first;
    if (chunk < 0 || chunk + 2 > chunks.length) {
      cover(exponent >>> 5, (exponent >>> 5) + 2);
      chunk = (exponent >>> 5) - first;
    }
    int shift = exponent & (CHUNK_BITS - 1);
    long sign = bits >> 63;
    long low = (mantissa << shift) & CHUNK;
    long high = mantissa >>> (CHUNK_BITS - shift);
    // Negated where the sign is −1.
    chunks[chunk] += (low ^ sign) - sign;
    chunks[chunk + 1] += (high ^ sign) - sign;
    if (++pending == MAX_PENDING) {
      carry();
    }
  }

  /** Adds value², as the rounded product and what the rounding left. */
  void addSquare(double value) {
    double product = value * value;
    add(product);
    double rest = Math.fma(value, value, -product);
    if (rest != 0) {
      add(rest);
    }
  }

  void add(ExactSum other) {
    other.carry();
    if (other.chunks.length == 0) {
      return;
    }
    carry();
    cover(other.first, other.first + other.chunks.length);
    for (int i = 0; i < other.chunks.length; i++) {
      chunks[other.first - first + i] += other.chunks[i];
    }
    carry();
  }

  BigDecimal value() {
    BigInteger sum = BigInteger.ZERO;
    for (int i = chunks.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(CHUNK_BITS).add(BigInteger.valueOf(chunks[i]));
    }
    if (sum.signum() == 0) {
      return BigDecimal.ZERO;
    }
    int zeros = sum.getLowestSetBit();
    int exponent = CHUNK_BITS * first - SCALE + zeros;
    BigInteger odd = sum.shiftRight(zeros);
    // n / 2^k is n · 5^k / 10^k.
    return exponent >= 0
        ? new BigDecimal(odd.shiftLeft(exponent))
        : new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
  }

  /** Leaves every chunk but the last between 0 and 2^32 − 1, and that one below 2^32 either way. */
  private void carry() {
    pending = 0;
    if (chunks.length == 0) {
      return;
    }
    int last = chunks.length - 1;
    for (int i = 0; i < last; i++) {
      chunks[i + 1] += chunks[i] >> CHUNK_BITS;
      chunks[i] &= CHUNK;
    }
    long over = chunks[last] >> CHUNK_BITS;
    if (over != 0 && over != -1) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[last] &= CHUNK;
      chunks[last + 1] = over;
    }
  }

  /** Makes room for chunks {@code from … to − 1}. */
  private void cover(int from, int to) {
    if (chunks.length == 0) {
      first = from;
    }
    int newFirst = Math.min(first, from);
    int newEnd = Math.max(first + chunks.length, to);
    if (newEnd - newFirst > chunks.length) {
      long[] wider = new long[newEnd - newFirst];
      System.arraycopy(chunks, 0, wider, first - newFirst, chunks.length);
      chunks = wider;
      first = newFirst;
    }
  }

  void write(DataOutput out) throws IOException {
    carry();
    out.writeInt(first);
    out.writeInt(chunks.length);
    for (long chunk : chunks) {
      out.writeLong(chunk);
    }
  }

  void read(DataInput in) throws IOException {
    first = in.readInt();
    chunks = new long[in.readInt()];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = in.readLong();
    }
    pending = 0;
  }
}
