package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.RandomStream;

class OptimizersTest {
  private static final RecipeConfig SMALL = RecipeConfig.of(Schedules.constant(0.02));
  private static final RecipeConfig FALLING =
      RecipeConfig.of(Schedules.warmup(20, Schedules.cosine(0.1, 0, 600)));

  static List<Optimizer> recipes() {
    return List.of(
        Optimizers.sgd(SMALL),
        Optimizers.sgd(SMALL.withClipNorm(10)),
        Optimizers.sgd(SMALL.withClipValue(1)),
        Optimizers.sgd(SMALL, 0.9, false),
        Optimizers.sgd(SMALL, 0.9, true),
        Optimizers.sgd(SMALL.withClipNorm(5).withWeightDecay(1e-5), 0.9, true),
        Optimizers.sgd(RecipeConfig.of(Schedules.oneCycle(0.05, 800)), 0.9, false),
        Optimizers.adamW(FALLING),
        Optimizers.adamW(FALLING.withClipNorm(1).withWeightDecay(1e-5)),
        Optimizers.adamW(FALLING, 0.8, 0.99, 1e-6));
  }

  /** loss = Σ aᵢ (wᵢ − cᵢ)² / 2 with curvatures from 1 to 10. */
  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeFindsTheLowestPointOfABowl(Optimizer optimizer) {
    int size = 20;
    RandomStream random = new RandomStream(42);
    float[] lowest = Cases.gaussian(random, size, 1);
    float[] weights = Cases.gaussian(random, size, 2);
    OptimizerState state = optimizer.newState(size);
    for (int step = 0; step < 800; step++) {
      float[] gradient = new float[size];
      for (int i = 0; i < size; i++) {
        gradient[i] = (1 + i % 10) * (weights[i] - lowest[i]);
      }
      optimizer.step(weights, gradient, state);
    }
    Cases.assertClose(lowest, weights, 1e-3, optimizer.toString());
  }

  @Test
  void decayShrinksByRateTimesDecayAndByNothingElse() {
    RecipeConfig config = RecipeConfig.of(Schedules.constant(0.5)).withWeightDecay(0.25);
    for (Optimizer optimizer :
        List.of(Optimizers.sgd(config, 0.9, true), Optimizers.adamW(config))) {
      float[] weights = {8};
      OptimizerState state = optimizer.newState(1);
      for (int step = 0; step < 3; step++) {
        optimizer.step(weights, new float[1], state);
      }
      assertEquals(8 * 0.875f * 0.875f * 0.875f, weights[0], optimizer.toString());
    }
  }

  @Test
  void clippingLooksAtTheGradientAndNotAtTheDecay() {
    RecipeConfig config =
        RecipeConfig.of(Schedules.constant(1)).withClipNorm(1).withWeightDecay(0.5);
    Optimizer optimizer = Optimizers.sgd(config);
    float[] weights = {100};
    UpdateReport report = optimizer.step(weights, new float[] {0.5f}, optimizer.newState(1));
    assertArrayEquals(new float[] {49.5f}, weights);
    assertEquals(new UpdateReport(0, 0.5, 0.5, false, 1), report);
  }

  @Test
  void valuesAreCutBeforeTheNormIsTaken() {
    RecipeConfig config = RecipeConfig.of(Schedules.constant(1)).withClipNorm(1);
    Optimizer optimizer = Optimizers.sgd(config.withClipValue(3));
    float[] weights = {0, 0};
    optimizer.step(weights, new float[] {300, 4}, optimizer.newState(2));
    float half = (float) Math.sqrt(0.5);
    Cases.assertClose(new float[] {-half, -half}, weights, 1e-6, "both cut to 3, then to norm 1");
  }

  @Test
  void printsTheChainInItsOrder() {
    RecipeConfig config =
        RecipeConfig.of(Schedules.constant(0.1))
            .withClipNorm(5)
            .withClipValue(2)
            .withWeightDecay(0.01, List.of(new WeightRange(0, 3)));
    assertEquals(
        "clip values to +-2.0, clip to global norm 5.0, Nesterov momentum 0.9,"
            + " add decay 0.01 of the weights in 1 ranges, scale by -learning rate 0.1",
        Optimizers.sgd(config, 0.9, true).toString());
    assertEquals(
        "Adam (beta1 0.9, beta2 0.999, epsilon 1.0E-8), add decay 0.5 of all weights,"
            + " scale by -learning rate 0.1",
        Optimizers.adamW(RecipeConfig.of(Schedules.constant(0.1)).withWeightDecay(0.5)).toString());
  }

  @Test
  void plainSgdKeepsNoSlot() {
    assertEquals(
        List.of(new ScaleByLearningRate(SMALL.learningRate())), Optimizers.sgd(SMALL).transforms());
    assertTrue(Optimizers.sgd(SMALL).newState(3).slots().isEmpty());
    assertTrue(Optimizers.sgd(SMALL, 0, false).newState(3).slots().isEmpty());
    assertEquals(
        List.of("momentum.velocity"),
        List.copyOf(Optimizers.sgd(SMALL, 0.5, false).newState(3).slots().keySet()));
    assertEquals(
        List.of("adam.m", "adam.v"),
        List.copyOf(Optimizers.adamW(SMALL).newState(3).slots().keySet()));
  }

  @Test
  void recipesRefuseWhatTheirTransformsRefuse() {
    assertThrows(IllegalArgumentException.class, () -> SMALL.withClipNorm(0));
    assertThrows(IllegalArgumentException.class, () -> SMALL.withClipValue(-1));
    assertThrows(IllegalArgumentException.class, () -> SMALL.withWeightDecay(-1));
    assertThrows(IllegalArgumentException.class, () -> Optimizers.sgd(SMALL, 0, true));
    assertThrows(IllegalArgumentException.class, () -> Optimizers.sgd(SMALL, 1, false));
    assertThrows(IllegalArgumentException.class, () -> Optimizers.adamW(SMALL, 1, 0.9, 1e-8));
  }
}
