package tributary.io;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/**
 * Everything about a trained model but its weights: what {@code model.json} holds.
 *
 * @param formatVersion 1 without a parity sample, else up to {@link ModelFormat#VERSION}
 * @param metrics how good the model is, by name; sorted
 * @param weightsSha256 see {@link WeightsHash#sha256}
 * @param paritySha256 see {@link ParitySample#sha256}
 */
public record ModelDescription(
    int formatVersion,
    NetworkSpec network,
    TableEncoding table,
    Map<String, Double> metrics,
    Provenance provenance,
    String weightsSha256,
    Optional<String> paritySha256) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Holds the parts to each other.
   *
   * @throws IllegalArgumentException if the table does not give what the network reads, or the
   *     version is not that of a model with, or without, a parity sample
   */
  public ModelDescription {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    requireDigest("weights'", weightsSha256);
    paritySha256.ifPresent(digest -> requireDigest("parity sample's", digest));
    if (paritySha256.isPresent() != formatVersion > 1) {
      throw new IllegalArgumentException(
          "model: format version %d has %s parity sample"
              .formatted(formatVersion, formatVersion > 1 ? "a" : "no"));
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

  private static void requireDigest(String whose, String digest) {
    if (!SHA256.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "model: the " + whose + " SHA-256 is \"" + digest + "\"; expected 64 hex digits");
    }
  }

  /** The description of a model that was just trained and has no parity sample yet. */
  public static ModelDescription of(
      NetworkSpec network,
      TableEncoding table,
      Map<String, Double> metrics,
      Provenance provenance,
      float[] weights) {
    return new ModelDescription(
        1, network, table, metrics, provenance, WeightsHash.sha256(weights), Optional.empty());
  }

  /** The same model with this parity sample, in the format's current version. */
  public ModelDescription with(ParitySample parity) {
    return new ModelDescription(
        ModelFormat.VERSION,
        network,
        table,
        metrics,
        provenance,
        weightsSha256,
        Optional.of(parity.sha256()));
  }

  /** The version of the program that trained it. */
  public String producer() {
    return provenance.software().tributary();
  }
}
