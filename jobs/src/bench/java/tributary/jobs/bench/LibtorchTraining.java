package tributary.jobs.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The network written with libtorch's own operators, without DJL's layers above them: fewer calls a
 * step. Gradients begin as none at each step, as torch's optimizers have it, and the parameters are
 * changed in place.
 */
final class LibtorchTraining implements NativePeer.Training {
  private final NDManager manager;
  private final Engine engine;
  private final PeerTask task;
  private final int threads;
  private final NDArray x;
  private final NDArray labels;
  private final NDArray firstX;
  private final NDArray firstLabels;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> momenta = new ArrayList<>();
  private final int[] order;
  private final Random random;
  private int next;
  private double loss = Double.NaN;

  LibtorchTraining(Engine engine, PeerTask task, int threads) {
    this.threads = threads;
    this.engine = engine;
    this.task = task;
    manager = engine.newBaseManager();
    random = new Random(task.seed());
    int rows = task.labels().length;
    int batch = Math.min(task.batchSize(), rows);
    x = manager.create(task.x(), new Shape(rows, task.widths()[0]));
    labels = manager.create(task.labels()).toType(DataType.INT64, false);
    firstX = x.get("0:" + batch);
    firstLabels = labels.get("0:" + batch).reshape(batch, 1);
    for (int l = 1; l < task.widths().length; l++) {
      draw(task.widths()[l - 1], task.widths()[l]);
    }
    weights.forEach(w -> momenta.add(w.zerosLike()));
    order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    next = rows;
  }

  /** He's initialisation, as the other side's. */
  private void draw(int inputs, int outputs) {
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
    }
    weights.add(manager.create(values, new Shape(outputs, inputs)));
    weights.add(manager.zeros(new Shape(outputs)));
  }

  @Override
  public void differentiate(int steps) {
    JniUtils.setNumThreads(threads);
    for (int i = 0; i < steps; i++) {
      step(firstX, firstLabels, false);
    }
  }

  @Override
  public void train(int steps) {
    JniUtils.setNumThreads(threads);
    int batch = Math.min(task.batchSize(), order.length);
    for (int i = 0; i < steps; i++) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray rows = scope.create(nextRows(batch));
        // The quickest of libtorch's ways to gather rows: a copy per row, on all its threads.
        NDArray batchX = JniUtils.embedding((PtNDArray) rows, (PtNDArray) x, false);
        NDArray batchLabels = labels.get(rows).reshape(batch, 1);
        scope.attachAll(batchX, batchLabels);
        step(batchX, batchLabels, true);
      }
    }
  }

  /** The next rows of the epoch's order; an epoch's short end is left out. */
  private long[] nextRows(int batch) {
    if (next + batch > order.length) {
      shuffle();
      next = 0;
    }
    long[] rows = new long[batch];
    for (int i = 0; i < batch; i++) {
      rows[i] = order[next + i];
    }
    next += batch;
    return rows;
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  }

  private void step(NDArray batchX, NDArray batchLabels, boolean update) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      List<NDArray> leaves = new ArrayList<>();
      for (NDArray weight : weights) {
        // The same memory without the last step's gradient.
        NDArray leaf = weight.stopGradient();
        leaf.attach(scope);
        leaf.setRequiresGradient(true);
        leaves.add(leaf);
      }
      batchX.tempAttach(scope);
      batchLabels.tempAttach(scope);
      NDArray mean = forward(batchX, batchLabels, leaves);
      collector.backward(mean);
      loss = mean.getFloat();
      if (update) {
        for (int i = 0; i < leaves.size(); i++) {
          update(leaves.get(i), momenta.get(i));
        }
      }
    }
  }

  private static NDArray forward(NDArray batchX, NDArray batchLabels, List<NDArray> leaves) {
    PtNDArray y = (PtNDArray) batchX;
    for (int i = 0; i < leaves.size(); i += 2) {
      y = i == 0 ? y : JniUtils.relu(y);
      y = JniUtils.linear(y, (PtNDArray) leaves.get(i), (PtNDArray) leaves.get(i + 1));
    }
    return y.logSoftmax(1).gather(batchLabels, 1).mean().neg();
  }

  /** v ← momentum · v + ∇; w ← w − rate · v, in place and in two passes. */
  private void update(NDArray leaf, NDArray momentum) {
    JniUtils.sgdUpdate(
        (PtNDArray) leaf,
        (PtNDArray) leaf.getGradient(),
        (PtNDArray) momentum,
        task.learningRate(),
        0,
        1,
        -1,
        task.momentum());
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public void close() {
    manager.close();
  }
}
