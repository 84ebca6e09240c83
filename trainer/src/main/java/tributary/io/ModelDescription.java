package tributary.io;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/**
 * Everything about a trained model but its weights: what {@code model.json} holds.
 *
 * @param formatVersion of the file it was read from, or {@link ModelFormat#VERSION}
 * @param metrics how good the model is, by name; sorted
 * @param weightsSha256 see {@link WeightsHash#sha256}
 */
public record ModelDescription(
    int formatVersion,
    NetworkSpec network,
    TableEncoding table,
    Map<String, Double> metrics,
    Provenance provenance,
    String weightsSha256)
    implements Serializable {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Holds the parts to each other.
   *
   * @throws IllegalArgumentException if the table does not give what the network reads
   */
  public ModelDescription {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    if (!SHA256.matcher(weightsSha256).matches()) {
      throw new IllegalArgumentException(
          "model: the weights' SHA-256 is \"" + weightsSha256 + "\"; expected 64 hex digits");
    }
    if (table.inputs() != network.inputs()) {
      throw new IllegalArgumentException(
          "model: the table's features become %d inputs but the network reads %d"
              .formatted(table.inputs(), network.inputs()));
    }
    LossSpec loss = network.loss();
    if (table.target().width() != loss.targets()) {
      throw new IllegalArgumentException(
          "model: the table's target becomes %d values but the loss reads %d"
              .formatted(table.target().width(), loss.targets()));
    }
    if (table.target() instanceof TargetEncoding.Classes classes
        && classes.classes().size() != Math.max(2, loss.outputs())) {
      throw new IllegalArgumentException(
          "model: the target has %d classes but the loss reads %d logits"
              .formatted(classes.classes().size(), loss.outputs()));
    }
  }

  /** The description of a model that was just trained, in the format's current version. */
  public static ModelDescription of(
      NetworkSpec network,
      TableEncoding table,
      Map<String, Double> metrics,
      Provenance provenance,
      float[] weights) {
    return new ModelDescription(
        ModelFormat.VERSION, network, table, metrics, provenance, WeightsHash.sha256(weights));
  }

  /** The version of the program that trained it. */
  public String producer() {
    return provenance.software().tributary();
  }
}
