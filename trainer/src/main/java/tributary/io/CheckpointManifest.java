package tributary.io;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tributary.io.JsonValue.JsonObject;
import tributary.train.Checkpoint;
import tributary.train.Evaluation;

/**
 * The mark that makes a checkpoint count: a small JSON file, written when the data file beside it
 * has been written and read back, and deleted before it.
 *
 * <p>It holds its own SHA-256, taken over the text with zeros in that place. Writing is canonical:
 * any other text than the one written is refused.
 *
 * @param file the data file's name, in the same folder
 * @param bytes the data file's length
 * @param sha256 of the whole data file
 * @param settingsHash of the settings, which the data file holds in full
 * @param validationLoss of the weights, where it was measured at this step
 */
public record CheckpointManifest(
    long step,
    String file,
    long bytes,
    String sha256,
    String runId,
    String settingsHash,
    Optional<String> dataFingerprint,
    OptionalDouble validationLoss,
    Map<String, String> versions) {
  /** The version written, and the newest that is read. */
  public static final int VERSION = 1;

  /** Far more than any manifest has. */
  public static final int MAX_BYTES = 1 << 16;

  private static final String FORMAT = "tributary-checkpoint-manifest";
  private static final String FORMAT_KEY = "format";
  private static final String VERSION_KEY = "formatVersion";
  private static final String DIGEST_KEY = "manifestSha256";
  private static final String UNKNOWN_SHA256 = "0".repeat(64);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** A name and no path: nothing that a manifest says leads out of its folder. */
  private static final Pattern FILE =
      Pattern.compile("step-\\d{10,18}-[A-Za-z0-9-]{1,40}\\.safetensors");

  public CheckpointManifest {
    require(step >= 0, "step", step, "a step");
    require(FILE.matcher(file).matches(), "file", file, "step-<step>-<run>.safetensors");
    require(bytes >= 0, "bytes", bytes, "a length");
    require(SHA256.matcher(sha256).matches(), "sha256", sha256, "64 hex digits");
    require(
        CheckpointOrigin.RUN_ID.matcher(runId).matches(),
        "runId",
        runId,
        "letters, digits and hyphens");
    require(SHA256.matcher(settingsHash).matches(), "settingsHash", settingsHash, "64 hex digits");
    versions = Map.copyOf(versions);
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + ", expected " + expected);
    }
  }

  /** Of a checkpoint that lies in {@code file} and has this length and digest. */
  public static CheckpointManifest of(
      Checkpoint checkpoint, CheckpointOrigin origin, String file, long bytes, String sha256) {
    return new CheckpointManifest(
        checkpoint.step(),
        file,
        bytes,
        sha256,
        origin.runId(),
        origin.settingsHash(),
        origin.dataFingerprint(),
        checkpoint.validation().map(Evaluation::loss).filter(Double::isFinite).stream()
            .mapToDouble(loss -> loss)
            .findFirst(),
        origin.versions());
  }

  /** Where the manifest of a step lies. */
  public static String name(long step) {
    return String.format(Locale.ROOT, "step-%010d.json", step);
  }

  /** The manifest's own bytes. */
  public byte[] encode() {
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(text(UNKNOWN_SHA256));
    return text(WeightsHash.hex(digest));
  }

  private byte[] text(String digest) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put(FORMAT_KEY, FORMAT)
            .put(VERSION_KEY, VERSION)
            .put("step", step)
            .put("file", file)
            .put("bytes", bytes)
            .put("sha256", sha256)
            .put("runId", runId)
            .put("settingsHash", settingsHash);
    dataFingerprint.ifPresent(value -> json.put("dataFingerprint", value));
    validationLoss.ifPresent(value -> json.put("validationLoss", value));
    JsonObject whole =
        json.put("versions", CheckpointOrigin.json(versions)).put(DIGEST_KEY, digest).build();
    return Json.indented(whole).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest.
   *
   * @param name of the file that {@code bytes} were read from
   * @throws CheckpointFormatException if it is none that this build reads, or not as it was written
   */
  public static CheckpointManifest decode(String name, byte[] bytes)
      throws CheckpointFormatException {
    CheckpointManifest manifest;
    try {
      manifest = decode(JsonFields.of("manifest:", Json.parse(bytes)));
    } catch (JsonException | ModelFormatException e) {
      throw new CheckpointFormatException(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CheckpointFormatException("manifest: " + e.getMessage(), e);
    }
    if (!Arrays.equals(manifest.encode(), bytes)) {
      throw new CheckpointFormatException(
          "the manifest does not have the SHA-256 that "
              + DIGEST_KEY
              + " gives; it was damaged, go back to an earlier checkpoint");
    }
    if (!name.equals(name(manifest.step))) {
      throw new CheckpointFormatException(
          name + " holds the manifest of step " + manifest.step + "; it was renamed");
    }
    return manifest;
  }

  private static CheckpointManifest decode(JsonFields fields) throws ModelFormatException {
    String format = fields.string(FORMAT_KEY);
    if (!FORMAT.equals(format)) {
      throw new ModelFormatException(
          "manifest: " + FORMAT_KEY + " is " + format + ", expected " + FORMAT);
    }
    long version = fields.integer(VERSION_KEY);
    if (version != VERSION) {
      throw new ModelFormatException(
          "manifest: format version %d, this build reads 1 to %d; resume with the version that wrote it"
              .formatted(version, VERSION));
    }
    fields.string(DIGEST_KEY);
    CheckpointManifest manifest =
        new CheckpointManifest(
            fields.integer("step"),
            fields.string("file"),
            fields.integer("bytes"),
            fields.string("sha256"),
            fields.string("runId"),
            fields.string("settingsHash"),
            fields.has("dataFingerprint")
                ? Optional.of(fields.string("dataFingerprint"))
                : Optional.empty(),
            fields.has("validationLoss")
                ? OptionalDouble.of(fields.number("validationLoss"))
                : OptionalDouble.empty(),
            texts(fields.object("versions")));
    fields.end();
    return manifest;
  }

  private static Map<String, String> texts(JsonFields fields) throws ModelFormatException {
    Map<String, String> texts = new TreeMap<>();
    for (String name : fields.names()) {
      texts.put(name, fields.string(name));
    }
    return texts;
  }

  /**
   * That {@code data}, the bytes of the data file, is the one this mark was set for.
   *
   * @throws CheckpointFormatException if it is not
   */
  public void requireIntact(byte[] data) throws CheckpointFormatException {
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(data);
    String found = WeightsHash.hex(digest);
    if (data.length != bytes || !found.equals(sha256)) {
      throw new CheckpointFormatException(
          "%s has %d bytes and SHA-256 %s, the manifest says %d and %s; it was damaged, go back to an earlier checkpoint"
              .formatted(file, data.length, found, bytes, sha256));
    }
  }

  /**
   * That what the data file holds is of the step and the run that this mark names.
   *
   * @throws CheckpointFormatException if it is not
   */
  public void requireOf(StoredCheckpoint stored) throws CheckpointFormatException {
    String settings = CheckpointOrigin.of(runId, stored.settings()).settingsHash();
    if (stored.checkpoint().step() != step || !settings.equals(settingsHash)) {
      throw new CheckpointFormatException(
          "%s is after step %d and of other settings or another step than its manifest, which says step %d"
              .formatted(file, stored.checkpoint().step(), step));
    }
  }
}
