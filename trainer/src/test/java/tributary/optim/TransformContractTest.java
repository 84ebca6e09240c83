package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.RandomStream;
import tributary.linalg.Floats;

/** What every transform owes to the chain; a new one adds a line to {@link #transforms}. */
class TransformContractTest {
  private static final int[] SIZES = {1, 3, 8, 31, 100};

  static List<GradientTransform> transforms() {
    return List.of(
        new ClipByGlobalNorm(1),
        new ClipByValue(0.5),
        WeightDecay.ofAll(0.1),
        WeightDecay.of(0.1, List.of(new WeightRange(0, 1))),
        new Momentum(0.9, false),
        new Momentum(0.9, true),
        new ScaleByAdam(0.9, 0.999, 1e-8),
        new ScaleByLearningRate(Schedules.cosine(0.1, 0.001, 7)));
  }

  @Test
  void everyTransformOfTheRoomIsListed() {
    TreeSet<String> found =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("tributary.optim")
                .stream()
                .filter(type -> type.isAssignableTo(GradientTransform.class) && !type.isInterface())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    TreeSet<String> listed =
        transforms().stream()
            .map(transform -> transform.getClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(found, listed);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void finiteStaysFinite(GradientTransform transform) {
    double[] scales = {0, 1e-45, 1e-38, 1e-20, 1e-6, 1, 1e6, 1e18, 1e20, 1e30};
    for (double scale : scales) {
      for (int size : SIZES) {
        Run run = new Run(transform, size, 17);
        for (int step = 0; step < 20; step++) {
          float[] update = run.step(scale);
          String what = transform + " at scale " + scale + ", size " + size + ", step " + step;
          assertTrue(Floats.allFinite(update), what);
          run.state.slots().forEach((name, v) -> assertTrue(Floats.allFinite(v), what + name));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void slotsKeepTheirNamesTheirArraysAndTheirLength(GradientTransform transform) {
    Run run = new Run(transform, 31, 5);
    Map<String, float[]> before = Map.copyOf(run.state.slots());
    for (int step = 0; step < 5; step++) {
      run.step(1);
    }
    assertEquals(transform.slots(), new ArrayList<>(run.state.slots().keySet()));
    run.state
        .slots()
        .forEach(
            (name, values) -> {
              assertSame(before.get(name), values, name);
              assertEquals(31, values.length, name);
            });
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void weightsAreOnlyRead(GradientTransform transform) {
    Run run = new Run(transform, 31, 6);
    int[] before = Cases.bits(run.weights);
    run.step(1);
    assertArrayEquals(before, Cases.bits(run.weights));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void sameInputsGiveSameBits(GradientTransform transform) {
    Cases.forEachSeed(
        10,
        seed -> {
          Run one = new Run(transform, 100, seed);
          Run two = new Run(transform, 100, seed);
          for (int step = 0; step < 10; step++) {
            assertArrayEquals(Cases.bits(one.step(1)), Cases.bits(two.step(1)), "step " + step);
          }
          assertSameSlots(one.state, two.state);
        });
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aRestoredSnapshotGoesOnToTheSameBits(GradientTransform transform) {
    Cases.forEachSeed(
        10,
        seed -> {
          Run unbroken = new Run(transform, 100, seed);
          for (int step = 0; step < 5; step++) {
            unbroken.step(1);
          }
          OptimizerState snapshot = unbroken.state.copy();
          Run resumed = new Run(transform, 100, seed);
          for (int step = 0; step < 5; step++) {
            resumed.draw(1);
          }
          for (int step = 5; step < 10; step++) {
            unbroken.step(1);
          }
          resumed.state.restore(snapshot);
          float[] last = {};
          for (int step = 5; step < 10; step++) {
            last = resumed.step(1);
          }
          assertArrayEquals(Cases.bits(unbroken.last), Cases.bits(last));
          assertSameSlots(unbroken.state, resumed.state);
          assertEquals(5, snapshot.step());
        });
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void partsInAnyOrderGiveTheBitsOfTheWhole(GradientTransform transform) {
    Cases.forEachSeed(
        10,
        seed -> {
          Run whole = new Run(transform, 100, seed);
          Run parts = new Run(transform, 100, seed);
          for (int step = 0; step < 5; step++) {
            float[] inParts = parts.draw(1);
            GradientTransform.Pass pass =
                transform.begin(new Update(inParts, parts.weights, parts.state));
            pass.apply(40, 100);
            pass.apply(0, 1);
            pass.apply(1, 40);
            parts.state.advance();
            assertArrayEquals(Cases.bits(whole.step(1)), Cases.bits(inParts), "step " + step);
          }
          assertSameSlots(whole.state, parts.state);
        });
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void saysWhatItDoesInWords(GradientTransform transform) {
    assertTrue(transform.toString().contains(" "), transform.toString());
    assertTrue(!transform.toString().contains("["), "a record's own text: " + transform);
  }

  private static void assertSameSlots(OptimizerState one, OptimizerState two) {
    assertEquals(one.step(), two.step());
    one.slots()
        .forEach(
            (name, values) -> {
              assertNotSame(values, two.slot(name));
              assertArrayEquals(Cases.bits(values), Cases.bits(two.slot(name)), name);
            });
  }

  /** One transform fed with seeded updates. */
  private static final class Run {
    private final GradientTransform transform;
    private final RandomStream random;
    private final float[] weights;
    private final OptimizerState state;
    private float[] last = {};

    Run(GradientTransform transform, int size, long seed) {
      this.transform = transform;
      this.random = new RandomStream(seed);
      this.weights = Cases.gaussian(random, size, 1);
      this.state = OptimizerState.zeros(size, transform.slots());
    }

    float[] draw(double scale) {
      return Cases.gaussian(random, weights.length, scale);
    }

    float[] step(double scale) {
      last = draw(scale);
      transform.apply(new Update(last, weights, state));
      state.advance();
      return last;
    }
  }
}
