package tributary.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.data.Batch;
import tributary.linalg.Floats;
import tributary.linalg.Gemm;
import tributary.linalg.Gemms;
import tributary.linalg.Matrix;

/**
 * A network as arithmetic: the forward pass, the loss and backpropagation (Rumelhart et al. 1986).
 *
 * <p>Immutable and thread-safe: it keeps neither weights nor activations, writes only into the
 * {@link Workspace} and the gradient array it is given, and only reads the weights. All sums, never
 * means: the one division by the weight sum is the training loop's. Where {@link ParameterLayout}
 * puts which weight is the layout's matter.
 *
 * <p>B rows, I inputs, O outputs, n weights.
 */
public final class Network {
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final LayerChain layers;
  private final Loss loss;
  private final int dLogitsBuffer;
  private final int[] bufferWidths;
  private final List<UnitLayer> unitLayers;

  private Network(NetworkSpec spec, Gemm gemm) {
    WorkspacePlan plan = new WorkspacePlan();
    this.spec = spec;
    this.layout = ParameterLayout.of(spec);
    LayerBuilder builder = new LayerBuilder(layout, plan, gemm);
    this.layers = builder.chain("layers.", spec.layers(), spec.inputs());
    this.unitLayers = builder.unitLayers();
    this.loss = Loss.of(spec.loss());
    this.dLogitsBuffer = plan.reserve(spec.outputs());
    this.bufferWidths = plan.widths();
  }

  /**
   * The network that {@code spec} describes, on this JVM's matrix product.
   *
   * @throws IllegalArgumentException if its weights do not fit one array
   */
  public static Network of(NetworkSpec spec) {
    return of(spec, Gemms.provider());
  }

  /** As {@link #of(NetworkSpec)}, on the given matrix product. */
  public static Network of(NetworkSpec spec, Gemm gemm) {
    return new Network(spec, gemm);
  }

  public NetworkSpec spec() {
    return spec;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** The layers of units, those inside blocks included, in the order in which they compute. */
  public List<UnitLayer> unitLayers() {
    return unitLayers;
  }

  /**
   * Freshly drawn weights (n), a pure function of the seed: dense matrices by their {@link
   * Initializer}, biases 0, normalisation scales 1. The caller owns the array.
   */
  public float[] initialWeights(long seed) {
    return InitialWeights.draw(spec, layout, seed);
  }

  /** How many floats a workspace comes to hold for each row of a batch. */
  public long workspaceWidth() {
    long width = 0;
    for (int buffer : bufferWidths) {
      width += buffer;
    }
    return width;
  }

  /** An empty workspace for one thread's calls of this network. */
  public Workspace workspace() {
    return new Workspace(this, bufferWidths, spec.outputs());
  }

  /**
   * Adds Σ weight·∂loss/∂weights over the batch to {@code gradient} (n) and returns Σ weight·loss.
   *
   * <p>Training mode: dropout is active, its masks a pure function of ({@code dropoutKey}, table
   * row, layer, unit). {@code weights} (n) and the batch (B×I and B×targets) are only read. A batch
   * without rows adds nothing and returns 0. After the first call of a given size nothing is
   * allocated.
   *
   * @param dropoutKey a hash of (seed, step)
   * @throws IllegalArgumentException if {@code weights} or {@code gradient} is not n long, the
   *     workspace is another network's, or a class lies outside the loss's range
   */
  public double lossAndGradient(
      float[] weights, Batch batch, long dropoutKey, Workspace ws, float[] gradient) {
    return lossAndGradient(weights, batch, dropoutKey, ws, gradient, null);
  }

  /**
   * As {@link #lossAndGradient(float[], Batch, long, Workspace, float[])}, to the same bits, and
   * adds what the units did to {@code seen}.
   */
  public double lossAndGradient(
      float[] weights,
      Batch batch,
      long dropoutKey,
      Workspace ws,
      float[] gradient,
      @Nullable ActivationSums seen) {
    requireLength("gradient", gradient);
    return batch.rows() == 0 ? 0 : train(weights, batch, dropoutKey, ws, gradient, 1, seen);
  }

  /**
   * As {@link #lossAndGradient(float[], Batch, long, Workspace, float[], ActivationSums)} on a
   * gradient of zeros, whatever {@code gradient} held: spares a pass over it.
   */
  public double lossAndNewGradient(
      float[] weights,
      Batch batch,
      long dropoutKey,
      Workspace ws,
      float[] gradient,
      @Nullable ActivationSums seen) {
    requireLength("gradient", gradient);
    if (batch.rows() == 0) {
      Arrays.fill(gradient, 0);
      return 0;
    }
    return train(weights, batch, dropoutKey, ws, gradient, 0, seen);
  }

  /** gradient ← beta · gradient + Σ weight·∂loss/∂weights; every weight belongs to a layer. */
  private double train(
      float[] weights,
      Batch batch,
      long dropoutKey,
      Workspace ws,
      float[] gradient,
      float beta,
      @Nullable ActivationSums seen) {
    requireLength("weights", weights);
    requireOwn(ws);
    ws.beginTraining(batch, dropoutKey, beta, seen);
    float[] logits = layers.forward(weights, batch.x(), batch.xOffset(), ws);
    float[] dLogits = ws.buffer(dLogitsBuffer);
    double sum = loss.sum(spec.loss(), logits, 0, batch, dLogits, ws.lossScratch());
    layers.backward(weights, batch.x(), batch.xOffset(), dLogits, gradient, ws);
    return sum;
  }

  /**
   * Where a value first was not finite in what the last {@link #lossAndGradient} of this batch left
   * in the workspace and, having begun at zeros, in {@code gradient}: inputs first, then the layers
   * on the way forward, the loss, and the layers on the way back. Empty if all is finite.
   */
  public Optional<NonFinite> firstNonFinite(
      Batch batch, double loss, Workspace ws, float[] gradient) {
    requireOwn(ws);
    int inputs = batch.rows() * spec.inputs();
    if (Floats.firstNonFinite(batch.x(), batch.xOffset(), batch.xOffset() + inputs) >= 0) {
      return Optional.of(new NonFinite("input", NonFinite.Kind.INPUT));
    }
    String layer = layers.firstNonFinite(ws);
    if (layer != null) {
      return Optional.of(new NonFinite(layer, NonFinite.Kind.ACTIVATION));
    }
    if (!Double.isFinite(loss)) {
      return Optional.of(new NonFinite("loss", NonFinite.Kind.LOSS));
    }
    List<ParameterLayout.LayerRange> ranges = layout.layers();
    for (int i = ranges.size() - 1; i >= 0; i--) {
      ParameterLayout.LayerRange range = ranges.get(i);
      if (Floats.firstNonFinite(gradient, range.offset(), range.end()) >= 0) {
        return Optional.of(new NonFinite(range.layer(), NonFinite.Kind.GRADIENT));
      }
    }
    return Optional.empty();
  }

  /**
   * The largest |output| of a layer that is finite in what the last {@link #lossAndGradient} left
   * in the workspace; NaN if none is.
   */
  public double largestActivation(Workspace ws) {
    requireOwn(ws);
    return layers.largestOutput(ws);
  }

  /**
   * The logits (rows×O) of rows×I inputs that begin at {@code x[xOffset]}, in evaluation mode
   * (dropout does nothing). The view lies in the workspace and is overwritten by its next use.
   *
   * @throws IllegalArgumentException if {@code weights} is not n long or the workspace is another
   *     network's
   */
  public Matrix logits(float[] weights, float[] x, int xOffset, int rows, Workspace ws) {
    requireLength("weights", weights);
    requireOwn(ws);
    ws.beginEvaluation(rows);
    if (rows == 0) {
      return new Matrix(ws.buffer(dLogitsBuffer), 0, 0, spec.outputs());
    }
    return new Matrix(layers.forward(weights, x, xOffset, ws), 0, rows, spec.outputs());
  }

  /**
   * Σ weight·loss of these logits (B×O) against the batch's targets, summed in double.
   *
   * @throws IllegalArgumentException if the shape of {@code logits} is not the batch's
   */
  public double loss(Matrix logits, Batch batch) {
    if (logits.rows() != batch.rows() || logits.cols() != spec.outputs()) {
      throw new IllegalArgumentException(
          "loss: the logits are "
              + logits.rows()
              + " × "
              + logits.cols()
              + ", expected "
              + batch.rows()
              + " rows × "
              + spec.outputs()
              + " outputs; pass the logits of this batch");
    }
    double[] scratch = new double[spec.outputs()];
    return loss.sum(spec.loss(), logits.data(), logits.offset(), batch, null, scratch);
  }

  private void requireLength(String name, float[] array) {
    if (array.length != layout.size()) {
      throw new IllegalArgumentException(
          "network: "
              + name
              + " has "
              + array.length
              + " values but the network has "
              + layout.size()
              + " weights; pass an array of layout().size() floats");
    }
  }

  private void requireOwn(Workspace ws) {
    if (!ws.belongsTo(this)) {
      throw new IllegalArgumentException(
          "network: the workspace was made by another network; use one from this network's"
              + " workspace()");
    }
  }
}
