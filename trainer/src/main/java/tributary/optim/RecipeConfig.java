package tributary.optim;

import java.util.List;
import java.util.Optional;

/**
 * What every recipe of {@link Optimizers} can be told: begin with {@link #of} and add to it.
 *
 * @param learningRate how the rate goes over the steps
 * @param clipValue cuts each element of the mean gradient, before the norm is taken
 * @param clipNorm scales the mean gradient down to a norm
 * @param weightDecay decoupled; see {@link WeightDecay} for what to leave out of it
 */
public record RecipeConfig(
    Schedule learningRate,
    Optional<ClipByValue> clipValue,
    Optional<ClipByGlobalNorm> clipNorm,
    Optional<WeightDecay> weightDecay) {

  /** This schedule, no clipping, no decay. */
  public static RecipeConfig of(Schedule learningRate) {
    return new RecipeConfig(learningRate, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Cuts each element of the mean gradient.
   *
   * @throws IllegalArgumentException as {@link ClipByValue} does
   */
  public RecipeConfig withClipValue(double maxValue) {
    return new RecipeConfig(
        learningRate, Optional.of(new ClipByValue(maxValue)), clipNorm, weightDecay);
  }

  /**
   * Scales the mean gradient down where its norm is larger.
   *
   * @throws IllegalArgumentException as {@link ClipByGlobalNorm} does
   */
  public RecipeConfig withClipNorm(double maxNorm) {
    return new RecipeConfig(
        learningRate, clipValue, Optional.of(new ClipByGlobalNorm(maxNorm)), weightDecay);
  }

  /**
   * Decays the weights in these ranges only.
   *
   * @throws IllegalArgumentException as {@link WeightDecay} does
   */
  public RecipeConfig withWeightDecay(double decay, List<WeightRange> ranges) {
    return new RecipeConfig(
        learningRate, clipValue, clipNorm, Optional.of(WeightDecay.of(decay, ranges)));
  }

  /**
   * Decays every weight, biases too.
   *
   * @throws IllegalArgumentException as {@link WeightDecay} does
   */
  public RecipeConfig withWeightDecay(double decay) {
    return new RecipeConfig(
        learningRate, clipValue, clipNorm, Optional.of(WeightDecay.ofAll(decay)));
  }
}
