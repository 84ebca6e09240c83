package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlocksTest {
  private static final int[] LENGTHS = {
    0, 1, Blocks.SIZE - 1, Blocks.SIZE, Blocks.SIZE + 1, 7 * Blocks.SIZE, 20 * Blocks.SIZE + 77
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 40})
  void eachElementIsVisitedOnceByAnyNumberOfThreads(int helpers) {
    for (int n : LENGTHS) {
      AtomicIntegerArray visits = new AtomicIntegerArray(n);
      Blocks.run(n, (from, to) -> count(visits, from, to), helpers);
      for (int i = 0; i < n; i++) {
        assertEquals(1, visits.get(i), "element " + i + " of " + n);
      }
    }
  }

  private static void count(AtomicIntegerArray visits, int from, int to) {
    assertEquals(0, from % Blocks.SIZE);
    for (int i = from; i < to; i++) {
      visits.incrementAndGet(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void aSumHasTheSameBitsOnAnyNumberOfThreads(int helpers) {
    Random random = new Random(5);
    for (int n : LENGTHS) {
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = (float) (random.nextGaussian() * Math.exp(8 * random.nextGaussian()));
      }
      double alone = Blocks.sum(n, (from, to) -> Floats.sumOfSquares(x, from, to), 0);
      assertEquals(alone, Blocks.sumOfSquares(x));
      assertEquals(Floats.sumOfSquares(x), alone, 1e-12 * alone);
      for (int round = 0; round < 20; round++) {
        double shared = Blocks.sum(n, (from, to) -> Floats.sumOfSquares(x, from, to), helpers);
        assertEquals(Double.doubleToRawLongBits(alone), Double.doubleToRawLongBits(shared));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void whatALoopThrowsComesOutOnceAllAreDone(int helpers) {
    for (Throwable thrown : new Throwable[] {new IllegalStateException(), new AssertionError()}) {
      Throwable caught =
          assertThrows(
              thrown.getClass(),
              () -> Blocks.run(9 * Blocks.SIZE, (from, to) -> failAt(from, thrown), helpers));
      assertSame(thrown, caught);
    }
  }

  private static void failAt(int from, Throwable thrown) {
    if (from == 4 * Blocks.SIZE) {
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      throw (Error) thrown;
    }
  }
}
