package tributary.jobs.bench;

/**
 * What a peer is to train: dense layers with ReLU between them and softmax cross-entropy at the
 * end, by SGD with momentum.
 *
 * @param widths inputs, hidden layers, classes
 * @param x rows × inputs, row-major, only read
 * @param labels the classes, only read
 */
public record PeerTask(
    int[] widths,
    float[] x,
    int[] labels,
    int batchSize,
    float learningRate,
    float momentum,
    long seed) {}
