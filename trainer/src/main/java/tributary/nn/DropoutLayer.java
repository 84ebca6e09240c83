package tributary.nn;

import tributary.data.RandomStream;

/**
 * Inverted dropout: Y = M ⊙ X in training, each element of M being 0 with probability {@code rate}
 * and 1 / (1 − rate) otherwise; Y = X in evaluation.
 *
 * <p>An element of M is a pure function of (dropout key, layer, table row, unit): one hash a row,
 * then one step of SplitMix64 a unit.
 */
final class DropoutLayer implements Layer {
  // Odd, so that multiplying by them loses no bit of what they are multiplied with.
  private static final long UNIT_STRIDE = 0x9E3779B97F4A7C15L;
  private static final long ROW_STRIDE = 0xD1342543DE82EF95L;

  private final int inputs;
  private final long layerKey;
  private final long threshold;
  private final int scaleBits;
  private final int maskBuffer;

  /**
   * @param ordinal this layer's place among all layers of the network, those inside blocks included
   */
  DropoutLayer(DropoutSpec spec, int inputs, int ordinal, WorkspacePlan plan) {
    this.inputs = inputs;
    this.layerKey = RandomStream.hash(ordinal);
    this.threshold = (long) (spec.rate() * 0x1p53);
    this.scaleBits = Float.floatToRawIntBits((float) (1 / (1 - spec.rate())));
    this.maskBuffer = plan.reserve(inputs);
  }

  @Override
  public int outputSize() {
    return inputs;
  }

  @Override
  public void forward(float[] weights, float[] x, int xOffset, float[] y, Workspace ws) {
    int n = ws.rows() * inputs;
    if (!ws.training()) {
      System.arraycopy(x, xOffset, y, 0, n);
      return;
    }
    float[] mask = ws.buffer(maskBuffer);
    long key = RandomStream.mix(ws.dropoutKey() + layerKey);
    for (int r = 0; r < ws.rows(); r++) {
      drawMask(RandomStream.mix(key + ws.tableRow(r) * ROW_STRIDE), mask, r * inputs);
    }
    for (int i = 0; i < n; i++) {
      y[i] = x[xOffset + i] * mask[i];
    }
  }

  @Override
  public float[] backward(
      float[] weights,
      float[] x,
      int xOffset,
      float[] y,
      float[] dy,
      float[] gradient,
      Workspace ws) {
    float[] mask = ws.buffer(maskBuffer);
    for (int i = 0; i < ws.rows() * inputs; i++) {
      dy[i] *= mask[i];
    }
    return dy;
  }

  private void drawMask(long rowKey, float[] mask, int row) {
    for (int i = 0; i < inputs; i++) {
      long bits = RandomStream.mix(rowKey + i * UNIT_STRIDE) >>> 11;
      // All ones where bits ≥ threshold: a branch on a random bit would be mispredicted.
      int kept = (int) ~((bits - threshold) >> 63);
      mask[row + i] = Float.intBitsToFloat(scaleBits & kept);
    }
  }
}
