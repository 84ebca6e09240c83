package tributary.ml;

import java.util.List;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.NetworkSpec;

/**
 * The weights that a model was left with, to go on from.
 *
 * @param estimator who goes on, for messages
 * @param labels the names of the model's classes, if they have some
 */
record InitialWeights(
    String estimator,
    String model,
    NetworkSpec network,
    TableEncoding table,
    List<String> labels,
    float[] weights) {
  InitialWeights {
    labels = List.copyOf(labels);
  }

  static InitialWeights of(String estimator, MlpModel<?> model) {
    return new InitialWeights(
        estimator,
        model.uid(),
        model.networkSpec(),
        model.description().table(),
        model.fitted().labels(),
        model.weights());
  }

  /**
   * A copy of the weights.
   *
   * @param wanted the network of the fit
   * @param found how its columns are encoded
   * @param names of its classes, if they have some
   * @throws IllegalArgumentException if they are another network's, or mean other strings or
   *     classes
   */
  float[] require(NetworkSpec wanted, TableEncoding found, List<String> names) {
    if (!network.equals(wanted)) {
      throw refused(
          "the network of",
          text(network, wanted),
          text(wanted, network),
          "set the same layers, or leave the initial model out");
    }
    for (int i = 0; i < table.features().size(); i++) {
      requireLevels(table.features().get(i), found.features().get(i));
    }
    if (table.target() instanceof TargetEncoding.Classes before
        && found.target() instanceof TargetEncoding.Classes now) {
      requireEqual("the list of classes of", before.classes(), now.classes());
    }
    if (!labels.isEmpty() && !names.isEmpty()) {
      requireEqual("the list of labels of", labels, names);
    }
    return weights.clone();
  }

  /** A weight behind a string must be that string's again; numbers are scaled anew anyway. */
  private void requireLevels(ColumnEncoding before, ColumnEncoding now) {
    if (before instanceof ColumnEncoding.Categorical || now instanceof ColumnEncoding.Categorical) {
      requireEqual(
          "the list of values of column '" + now.name() + "' in", levels(before), levels(now));
    }
  }

  private static List<String> levels(ColumnEncoding column) {
    return column instanceof ColumnEncoding.Categorical strings
        ? strings.levels()
        : List.of("numbers");
  }

  private void requireEqual(String what, List<String> before, List<String> now) {
    if (!before.equals(now)) {
      throw refused(
          what,
          before.toString(),
          now.toString(),
          "bring them into one order with StringIndexer, or leave the initial model out");
    }
  }

  private IllegalArgumentException refused(String what, String before, String now, String cure) {
    return new IllegalArgumentException(
        estimator
            + ": "
            + what
            + " initialModel "
            + model
            + " is "
            + before
            + " but that of this fit is "
            + now
            + "; "
            + cure);
  }

  /** In a line, unless that says the same of both. */
  private static String text(NetworkSpec network, NetworkSpec other) {
    String line = ArchitectureTable.line(network);
    return line.equals(ArchitectureTable.line(other)) ? network.toString() : line;
  }
}
