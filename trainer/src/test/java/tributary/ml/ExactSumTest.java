package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExactSumTest {
  private static void assertExact(BigDecimal expected, ExactSum sum, String message) {
    assertEquals(0, expected.compareTo(sum.value()), () -> message + ": " + sum.value());
  }

  /** Of any sign and size that a 32-bit float has, few of them near each other. */
  private static double anySize(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Math.scalb(random.nextDouble() - .5, random.nextInt(250) - 150);
      case 1 -> random.nextInt(256);
      case 2 -> random.nextInt() * 1e20;
      case 3 -> -0.0;
      default -> random.nextGaussian();
    };
  }

  @Test
  void theSumIsThatOfDecimalsWithoutRounding() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 50; run++) {
      ExactSum whole = new ExactSum();
      ExactSum squares = new ExactSum();
      ExactSum parts = new ExactSum();
      ExactSum part = new ExactSum();
      BigDecimal expected = BigDecimal.ZERO;
      BigDecimal expectedSquares = BigDecimal.ZERO;
      int count = random.nextInt(3000);
      for (int i = 0; i < count; i++) {
        double value = anySize(random);
        whole.add(value);
        part.add(value);
        expected = expected.add(new BigDecimal(value));
        squares.addSquare(value);
        expectedSquares = expectedSquares.add(new BigDecimal(value).pow(2));
        if (random.nextInt(100) == 0) {
          parts.add(copy(part));
          part = new ExactSum();
        }
      }
      parts.add(part);
      String message = "seed " + seed + ", run " + run;
      assertExact(expected, whole, message);
      assertExact(expected, parts, message + ", in parts");
      // The rest of a square below 2^−1074 is lost, as it was before it came here.
      BigDecimal off = expectedSquares.subtract(squares.value()).abs();
      assertEquals(
          -1, off.compareTo(new BigDecimal("1E-300")), () -> message + ", squares off by " + off);
    }
  }

  @Test
  void manyOfOneSignCarryFar() {
    ExactSum sum = new ExactSum();
    ExactSum negative = new ExactSum();
    double odd = Math.nextDown(Float.MAX_VALUE);
    for (int i = 0; i < 5000; i++) {
      sum.add(odd);
      negative.add(-odd);
    }
    BigDecimal expected = new BigDecimal(odd).multiply(BigDecimal.valueOf(5000));
    assertExact(expected, sum, "positive");
    assertExact(expected.negate(), negative, "negative");
    sum.add(negative);
    assertExact(BigDecimal.ZERO, sum, "both");
    sum.add(Double.MIN_VALUE);
    assertExact(new BigDecimal(Double.MIN_VALUE), sum, "the least there is");
  }

  private static ExactSum copy(ExactSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    ExactSum copy = new ExactSum();
    copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return copy;
  }
}
