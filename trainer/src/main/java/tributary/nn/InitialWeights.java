package tributary.nn;

import java.util.Arrays;
import java.util.List;
import tributary.data.RandomStream;

/**
 * Draws a network's weights before training: dense matrices by their {@link Initializer},
 * projections by {@link Initializer#GLOROT}, γ = 1, biases and β = 0.
 *
 * <p>Of N residual blocks in a row the last dense layer of each, where its initializer is {@link
 * Initializer#AUTO}, is scaled by 1/√N (as in Radford et al. 2019): what the blocks add up to is
 * then as large as what they got, for any N. Unscaled, each block would double it, and sixty-four
 * exceed all floats.
 *
 * <p>Each slot has its own stream, keyed by (seed, slot index), so that its bits depend on nothing
 * that is drawn for another.
 */
final class InitialWeights {
  private static final long WEIGHTS = 0x3E16;

  private final ParameterLayout layout;
  private final long seed;
  private final float[] weights;

  private InitialWeights(ParameterLayout layout, long seed) {
    this.layout = layout;
    this.seed = seed;
    this.weights = new float[layout.size()];
  }

  static float[] draw(NetworkSpec spec, ParameterLayout layout, long seed) {
    InitialWeights initial = new InitialWeights(layout, seed);
    initial.drawLayers("layers.", spec.layers(), spec.inputs());
    return initial.weights;
  }

  private void drawLayers(String prefix, List<LayerSpec> layers, int networkInputs) {
    int blocks = 0;
    for (LayerSpec layer : layers) {
      blocks += layer instanceof ResidualSpec ? 1 : 0;
    }
    int inputs = networkInputs;
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      if (layer instanceof ResidualSpec residual) {
        drawBlock(prefix + i, residual, inputs, blocks);
      } else {
        drawLayer(prefix + i, layer, inputs);
      }
      inputs = layer.outputSize(inputs);
    }
  }

  private void drawLayer(String name, LayerSpec layer, int inputs) {
    if (layer instanceof DenseSpec dense) {
      drawMatrix(name + ".weight", inputs, dense);
    } else if (layer instanceof LayerNormSpec) {
      int gamma = layout.slot(name + ".weight").offset();
      Arrays.fill(weights, gamma, gamma + inputs, 1f);
    }
  }

  /**
   * @param blocks how many there are in the chain that this one stands in
   */
  private void drawBlock(String name, ResidualSpec block, int inputs, int blocks) {
    int outputs = block.outputSize(inputs);
    List<LayerSpec> body = block.body();
    drawLayers(name + ".body.", body, inputs);
    for (int last = body.size() - 1; last >= 0; last--) {
      if (body.get(last) instanceof DenseSpec dense) {
        if (dense.initializer() == Initializer.AUTO) {
          scale(name + ".body." + last + ".weight", (float) (1 / StrictMath.sqrt(blocks)));
        }
        break;
      }
    }
    if (outputs != inputs) {
      drawMatrix(
          name + ".projection.weight",
          inputs,
          new DenseSpec(outputs, Activation.IDENTITY, false, Initializer.GLOROT));
    }
  }

  private void scale(String name, float factor) {
    ParameterLayout.Slot slot = layout.slot(name);
    for (int i = slot.offset(); i < slot.offset() + slot.length(); i++) {
      weights[i] *= factor;
    }
  }

  private void drawMatrix(String name, int inputs, DenseSpec dense) {
    int index = layout.indexOf(name);
    int offset = layout.slots().get(index).offset();
    RandomStream random = new RandomStream(RandomStream.hash(seed, WEIGHTS, index));
    dense.initializer().fill(weights, offset, dense, inputs, random);
  }
}
