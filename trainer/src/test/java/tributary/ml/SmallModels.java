package tributary.ml;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/** Models that were never trained: two features, four hidden units, weights drawn by a seed. */
final class SmallModels {
  private static final ColumnEncoding FEATURES =
      new ColumnEncoding.Vector("features", List.of(1.0, -2.0), List.of(3.0, 0.5));

  private SmallModels() {}

  /** Of the classes 0, 1 and 2. */
  static MlpClassificationModel classification(String uid) {
    return classification(uid, List.of());
  }

  static MlpClassificationModel classification(String uid, List<String> labels) {
    return new MlpClassificationModel(
        uid,
        fitted(
            new TargetEncoding.Classes("label", List.of("0", "1", "2")),
            new LossSpec.SoftmaxCrossEntropy(3),
            labels));
  }

  static MlpRegressionModel regression(String uid) {
    return new MlpRegressionModel(
        uid,
        fitted(
            new TargetEncoding.Regression(List.of("label"), List.of(100.0), List.of(20.0)),
            new LossSpec.SquaredError(1),
            List.of()));
  }

  private static FittedModel fitted(TargetEncoding target, LossSpec loss, List<String> labels) {
    NetworkSpec network =
        NetworkSpec.of(2, List.of(new DenseSpec(4, Activation.TANH)), Initializer.AUTO, loss);
    float[] weights = Network.of(network).initialWeights(5);
    Provenance provenance =
        new Provenance(
            new Provenance.Data(List.of(), 10, List.of("features")),
            "",
            5,
            2,
            1,
            1,
            new Provenance.Software("0", "0", "0", "0"),
            Instant.EPOCH);
    return new FittedModel(
        ModelDescription.of(
            network, new TableEncoding(List.of(FEATURES), target), Map.of(), provenance, weights),
        weights,
        labels,
        Optional.empty());
  }
}
