package tributary.nn;

import java.util.List;

/**
 * A skip connection around a block (He et al. 2016): y = x + F(x), F the {@code body}'s layers one
 * after the other; where the widths differ, y = V·x + F(x) with a learnt projection V of outputs ×
 * inputs and no bias.
 */
public record ResidualSpec(List<LayerSpec> body) implements LayerSpec {
  /**
   * @throws IllegalArgumentException if {@code body} is empty
   */
  public ResidualSpec {
    body = List.copyOf(body);
    if (body.isEmpty()) {
      throw new IllegalArgumentException(
          "residual block: the body has no layers; it needs at least one");
    }
  }

  @Override
  public int outputSize(int inputs) {
    int size = inputs;
    for (LayerSpec layer : body) {
      size = layer.outputSize(size);
    }
    return size;
  }
}
