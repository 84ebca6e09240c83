package tributary.io;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tributary.io.JsonValue.JsonObject;

/**
 * The run that writes checkpoints, as each of them says it.
 *
 * @param runId one for every time that a run is begun or resumed: letters, digits and hyphens, at
 *     most 40
 * @param settings what decides the run's bits, for whoever resumes it to compare
 * @param dataFingerprint of the training rows, where there is one
 * @param versions of the software, by name; for the reader, never compared
 */
public record CheckpointOrigin(
    String runId,
    Map<String, String> settings,
    Optional<String> dataFingerprint,
    Map<String, String> versions) {
  static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,40}");

  public CheckpointOrigin {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException(
          "checkpoints: run id \"" + runId + "\"; expected at most 40 letters, digits and hyphens");
    }
    settings = Map.copyOf(settings);
    versions = Map.copyOf(versions);
  }

  public static CheckpointOrigin of(String runId, Map<String, String> settings) {
    return new CheckpointOrigin(runId, settings, Optional.empty(), Map.of());
  }

  /** SHA-256 of the settings as compact JSON, sorted by name. */
  String settingsHash() {
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(Json.compact(json(settings)).getBytes(StandardCharsets.UTF_8));
    return WeightsHash.hex(digest);
  }

  static JsonObject json(Map<String, String> texts) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    new TreeMap<>(texts).forEach(json::put);
    return json.build();
  }
}
