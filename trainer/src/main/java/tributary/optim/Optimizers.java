package tributary.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * The usual optimizers, as chains of transforms.
 *
 * <p>Both decay the weights decoupled (Loshchilov, Hutter 2019): after momentum or Adam, so that a
 * step shrinks them by learning rate · decay and by nothing else. torch's SGD couples the decay to
 * the gradient instead; {@link Optimizer#chain} with {@link WeightDecay} before {@link Momentum} is
 * that one.
 */
public final class Optimizers {
  private Optimizers() {}

  /** Plain stochastic gradient descent: w ← w − rate · (clipped ∇ + decay · w). */
  public static Optimizer sgd(RecipeConfig config) {
    return recipe(config, List.of());
  }

  /**
   * SGD with momentum: clip, then {@link Momentum}, then decay, then the learning rate. A momentum
   * of 0 is plain SGD and keeps no slot.
   *
   * @throws IllegalArgumentException as {@link Momentum} does
   */
  public static Optimizer sgd(RecipeConfig config, double momentum, boolean nesterov) {
    Momentum transform = new Momentum(momentum, nesterov);
    return recipe(config, momentum == 0 ? List.of() : List.of(transform));
  }

  /** AdamW with its usual numbers: β₁ 0.9, β₂ 0.999, ε 1e-8. */
  public static Optimizer adamW(RecipeConfig config) {
    return adamW(config, 0.9, 0.999, 1e-8);
  }

  /**
   * AdamW: clip, then {@link ScaleByAdam}, then decay, then the learning rate.
   *
   * @throws IllegalArgumentException as {@link ScaleByAdam} does
   */
  public static Optimizer adamW(RecipeConfig config, double beta1, double beta2, double epsilon) {
    return recipe(config, List.of(new ScaleByAdam(beta1, beta2, epsilon)));
  }

  /** By value before by norm, so that the bound on the norm holds for what comes out of both. */
  private static Optimizer recipe(RecipeConfig config, List<GradientTransform> direction) {
    List<GradientTransform> chain = new ArrayList<>();
    config.clipValue().ifPresent(chain::add);
    config.clipNorm().ifPresent(chain::add);
    chain.addAll(direction);
    config.weightDecay().ifPresent(chain::add);
    chain.add(new ScaleByLearningRate(config.learningRate()));
    return Optimizer.chain(chain);
  }
}
