package tributary.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tributary.data.BatchSampler;

/**
 * Everything needed to go on after some step and to end with the bits of a run that was never
 * interrupted.
 *
 * <p>It owns its arrays and nobody writes into them. The first four values say which run it belongs
 * to: with others, the next batch would be another one.
 *
 * @param seed of the {@link BatchSampler}, like the next three
 * @param step how many steps were made
 * @param optimizerSlots the arrays that the optimizer keeps, by name, in its order
 * @param epoch sums over the unfinished epoch
 * @param lowestLoss the lowest validation loss so far; infinite before the first
 * @param patienceLoss the lowest that counted for patience, see {@link StoppingRule}; infinite
 *     before the first
 * @param waited validations since then
 * @param best empty before the first validation, or where the best weights are not kept
 * @param validation of {@code weights}, where it was measured
 */
public record Checkpoint(
    long seed,
    long rows,
    int shards,
    int batchSize,
    long step,
    float[] weights,
    Map<String, float[]> optimizerSlots,
    EpochSums epoch,
    double lowestLoss,
    double patienceLoss,
    int waited,
    Optional<BestWeights> best,
    Optional<Evaluation> validation,
    Setbacks setbacks) {
  public Checkpoint {
    // Map.copyOf would lose the order.
    optimizerSlots = Collections.unmodifiableMap(new LinkedHashMap<>(optimizerSlots));
  }

  /**
   * The same weights as if they were of the run that {@code sampler} belongs to: for whoever
   * insists on going on with other data or settings, and so to other bits.
   */
  public Checkpoint movedTo(BatchSampler sampler) {
    return new Checkpoint(
        sampler.seed(),
        sampler.rows(),
        sampler.shards(),
        sampler.batchSize(),
        step,
        weights,
        optimizerSlots,
        epoch,
        lowestLoss,
        patienceLoss,
        waited,
        best,
        validation,
        setbacks);
  }
}
