package tributary.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.CheckpointManifest;
import tributary.io.CheckpointOrigin;
import tributary.io.Redaction;
import tributary.io.StoredCheckpoint;

/**
 * In what the data and the settings of a run differ from those of the checkpoint it is to go on
 * from. What only one of the two says, since another version wrote it, is no difference.
 */
record Differences(List<String> found, List<String> unsaid, boolean withoutManifest) {
  private static final Logger LOG = LoggerFactory.getLogger(Differences.class);

  static Differences between(StoredCheckpoint stored, CheckpointOrigin now) {
    Map<String, String> before =
        said(stored.settings(), stored.manifest().flatMap(CheckpointManifest::dataFingerprint));
    Map<String, String> after = said(now.settings(), now.dataFingerprint());
    List<String> found = new ArrayList<>();
    List<String> unsaid = new ArrayList<>();
    after.forEach(
        (name, value) -> {
          String old = before.get(name);
          if (old == null) {
            unsaid.add(name);
          } else if (!old.equals(value)) {
            found.add(name + " was " + old + ", is " + value);
          }
        });
    before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(unsaid::add);
    return new Differences(found, unsaid, stored.manifest().isEmpty());
  }

  private static Map<String, String> said(
      Map<String, String> settings, Optional<String> fingerprint) {
    Map<String, String> said = new TreeMap<>(settings);
    // Another password leads to the same data; what earlier versions wrote down still has it.
    said.replaceAll(Redaction::value);
    fingerprint.ifPresent(value -> said.put("data fingerprint", value));
    return said;
  }

  /**
   * @throws UsageException listing each difference, if there is one and it is not forced; forced,
   *     each is warned of
   */
  void requireNoneUnless(boolean forced) {
    if (forced) {
      found.forEach(
          difference ->
              LOG.warn(
                  "checkpoint.force: {}; the weights will not be those of an uninterrupted run",
                  difference));
    } else if (!found.isEmpty()) {
      throw new UsageException(
          "the checkpoint to resume from belongs to another run: "
              + String.join("; ", found)
              + "; use the same data and settings, set checkpoint.force=true to go on all the same,"
              + " or set checkpoint.resume=never and another run.dir");
    }
  }

  /** What could not be compared, and why. */
  Optional<String> note() {
    List<String> notes = new ArrayList<>();
    if (withoutManifest) {
      notes.add(
          "the checkpoint is a data file alone, as earlier versions wrote; its own SHA-256 holds");
    }
    if (!unsaid.isEmpty()) {
      notes.add(
          "only one of the checkpoint and this run says "
              + String.join(", ", unsaid)
              + ": not compared");
    }
    return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
  }
}
