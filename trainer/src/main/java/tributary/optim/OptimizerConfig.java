package tributary.optim;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A recipe of {@link Optimizers} and its numbers, before it is known how many steps a run has and
 * which weights decay.
 *
 * @param learningRate the largest rate of the schedule
 * @param clipNorm the largest norm of the mean gradient; empty for no bound
 * @param clipValue the largest size of one of its elements, cut before the norm; empty for no bound
 * @param momentum of sgd; 0 for none
 * @param weightDecay decoupled; 0 for none
 * @param beta1 of AdamW, as are {@code beta2} and {@code epsilon}
 */
public record OptimizerConfig(
    OptimizerKind kind,
    double learningRate,
    ScheduleConfig schedule,
    OptionalDouble clipNorm,
    OptionalDouble clipValue,
    double momentum,
    boolean nesterov,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon) {

  /** The recipe for people: {@code AdamW, learning rate 0.003 cosine, weight decay 0.01}. */
  public String describe(String scheduleWord) {
    StringBuilder text = new StringBuilder(kind == OptimizerKind.ADAM_W ? "AdamW" : "SGD");
    if (kind == OptimizerKind.SGD && momentum > 0) {
      text.append(nesterov ? " with Nesterov momentum " : " with momentum ").append(momentum);
    }
    text.append(", learning rate ").append(learningRate).append(' ').append(scheduleWord);
    if (weightDecay > 0) {
      text.append(", weight decay ").append(weightDecay);
    }
    clipValue.ifPresent(limit -> text.append(", clipped by value to ").append(limit));
    clipNorm.ifPresent(norm -> text.append(", clipped to norm ").append(norm));
    return text.toString();
  }

  /**
   * The optimizer of a run.
   *
   * @param stepsPerEpoch how many steps an epoch has
   * @param steps how many the whole run has
   * @param decayed the weights that decay, usually the matrices and not the biases
   */
  public Optimizer toOptimizer(long stepsPerEpoch, long steps, List<WeightRange> decayed) {
    RecipeConfig recipe = RecipeConfig.of(schedule.toSchedule(learningRate, stepsPerEpoch, steps));
    if (clipValue.isPresent()) {
      recipe = recipe.withClipValue(clipValue.getAsDouble());
    }
    if (clipNorm.isPresent()) {
      recipe = recipe.withClipNorm(clipNorm.getAsDouble());
    }
    if (weightDecay > 0) {
      recipe = recipe.withWeightDecay(weightDecay, decayed);
    }
    return switch (kind) {
      case SGD -> Optimizers.sgd(recipe, momentum, nesterov);
      case ADAM_W -> Optimizers.adamW(recipe, beta1, beta2, epsilon);
    };
  }
}
