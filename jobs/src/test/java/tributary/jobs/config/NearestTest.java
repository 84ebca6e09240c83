package tributary.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  private static final List<String> KEYS =
      List.of(
          "run.dir",
          "data.path",
          "data.test.path",
          "training.learningRate",
          "training.epochs",
          "checkpoint.everySteps",
          "training.reportEverySteps");

  @ParameterizedTest
  @CsvSource({"'',abc,3", "kitten,sitting,3", "ab,ba,1", "same,same,0", "relu,rleu,1", "a,b,1"})
  void countsInsertionsDeletionsReplacementsAndSwaps(String from, String to, int expected) {
    assertEquals(expected, Nearest.distance(from, to));
    assertEquals(expected, Nearest.distance(to, from), "the distance is symmetric");
  }

  @ParameterizedTest
  @CsvSource({
    "training.learnigRate,training.learningRate",
    "training.learningrate,training.learningRate",
    "learningRate,training.learningRate",
    "optimizer.learningRate,training.learningRate",
    "epoch,training.epochs",
    "checkpoint.everyStep,checkpoint.everySteps",
    "run.dri,run.dir",
    "data.tset.path,data.test.path"
  })
  void findsTheKeyThatWasMeant(String misspelt, String meant) {
    assertEquals(Optional.of(meant), Nearest.key(misspelt, KEYS));
  }

  @Test
  void proposesNothingForAWordThatIsLikeNone() {
    assertEquals(Optional.empty(), Nearest.key("completely.different", KEYS));
    assertEquals(Optional.empty(), Nearest.to("zebra", List.of("relu", "tanh")));
    assertEquals(Optional.empty(), Nearest.to("x", List.of()));
  }

  @Test
  void ignoresTheLetterCase() {
    assertEquals(Optional.of("price"), Nearest.to("PRICE", List.of("carat", "price")));
  }
}
