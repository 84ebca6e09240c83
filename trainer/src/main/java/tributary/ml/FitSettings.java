package tributary.ml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import tributary.nn.NetworkSpec;
import tributary.optim.OptimizerConfig;
import tributary.spark.Execution;
import tributary.train.TrainingConfig;

/**
 * Everything that a fit is told, as values that have been checked.
 *
 * @param estimator who fits, for messages
 * @param labels the names of the classes, where the label column's metadata tells them; else empty
 * @param indicator the column that is true for validation rows
 * @param initial the weights to begin with; none: they are drawn
 * @param configuration the settings as a run's configuration, for the model's provenance
 */
record FitSettings(
    String estimator,
    ColumnRoles roles,
    List<String> labels,
    Optional<String> indicator,
    double validationFraction,
    Networks network,
    OptimizerConfig optimizer,
    TrainingConfig training,
    int batchSize,
    long seed,
    OptionalInt shards,
    OptionalInt tasks,
    Execution execution,
    StorageLevel storageLevel,
    boolean progress,
    @Nullable InitialWeights initial,
    String configuration) {
  FitSettings {
    labels = List.copyOf(labels);
  }

  /** The network, once it is known what goes in and what comes out. */
  @FunctionalInterface
  interface Networks {
    /**
     * The network of so many inputs.
     *
     * @param outputs the classes of a classification, else 1
     * @throws IllegalArgumentException if they do not fit the network that is wanted
     */
    NetworkSpec of(int inputs, int outputs);
  }

  int batchSize(long rows) {
    return (int) Math.min(rows, batchSize);
  }

  /** Steps of the whole run, if nothing stops it early. */
  long steps(long stepsPerEpoch) {
    long all = Math.multiplyExact(training.epochs(), stepsPerEpoch);
    return training.maxSteps() > 0 ? Math.min(training.maxSteps(), all) : all;
  }
}
