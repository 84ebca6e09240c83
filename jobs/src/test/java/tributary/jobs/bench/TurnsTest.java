package tributary.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the turns of a contest. */
final class TurnsTest {
  @Test
  void theMedianIsTheMiddleOneWhateverTheOrder() {
    Turns odd = Turns.of("ms", 9, 1, 5);
    assertEquals(5, odd.median());
    assertEquals(1, odd.lowest());
    assertEquals(9, odd.highest());
    assertEquals(List.of(9.0, 1.0, 5.0), odd.values());
    assertEquals(3, Turns.of("ms", 1, 9, 2, 4).median());
  }

  @Test
  void aRatioIsMadeTurnByTurnBeforeTheMedianIsTaken() {
    // A machine that slows down: the medians' ratio would be 2, every turn says otherwise.
    Turns ours = Turns.of("examples/s", 90, 60, 30);
    Turns peer = Turns.of("examples/s", 30, 30, 15);
    Turns ratio = ours.with(peer, "×", (a, b) -> a / b);
    assertEquals(List.of(3.0, 2.0, 2.0), ratio.values());
    assertEquals("×", ratio.unit());
  }

  @Test
  void noTurnsAreNoFigure() {
    assertThrows(IllegalArgumentException.class, () -> Turns.of("ms"));
  }
}
