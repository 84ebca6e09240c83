package tributary.train;

import java.util.List;

/**
 * How each layer's weights and gradient were spread in one step.
 *
 * @param step its number, from 0
 */
public record HistogramReport(long step, int epoch, List<LayerHistograms> layers) {
  public HistogramReport {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param weights after the step
   * @param gradient the layer's part of the mean gradient, before any clipping
   */
  public record LayerHistograms(String layer, Histogram weights, Histogram gradient) {}
}
