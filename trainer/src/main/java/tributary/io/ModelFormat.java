package tributary.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import tributary.io.JsonValue.JsonObject;

/**
 * A model is three files: {@code model.json}, which describes it, {@code weights.safetensors}, and
 * {@code parity.safetensors}, a {@link ParitySample} that version 1 did not have.
 *
 * <p>Reading is data only: a closed set of words becomes our own records, everything else is
 * refused, and no file ever names a class. The description carries its own SHA-256 and those of the
 * other two, so that no damaged byte goes unnoticed. Writing is canonical: a model that was read is
 * written back byte for byte, in the version that it was read in.
 */
public final class ModelFormat {
  /** The version of a model with a parity sample, and the newest that is read. */
  public static final int VERSION = 2;

  /** The name of the description's file in a model's folder. */
  public static final String DESCRIPTION_FILE = "model.json";

  /** The name of the weights' file in a model's folder. */
  public static final String WEIGHTS_FILE = "weights.safetensors";

  /** The name of the parity sample's file in a model's folder. */
  public static final String PARITY_FILE = "parity.safetensors";

  /** A description is read whole; this bounds what that may take. */
  public static final int MAX_DESCRIPTION_LENGTH = 1 << 28;

  static final String FORMAT = "tributary-model";
  private static final String PARITY_SHA256 = "paritySha256";
  private static final String OWN_SHA256 = "descriptionSha256";
  private static final String PREFIX = DESCRIPTION_FILE + ": ";

  private ModelFormat() {}

  /** The bytes of {@code model.json}, in the model's version. */
  public static byte[] description(ModelDescription model) {
    JsonObjectBuilder content =
        new JsonObjectBuilder()
            .put("format", FORMAT)
            .put("formatVersion", model.formatVersion())
            .put("network", NetworkFormat.encode(model.network()))
            .put("weightsSha256", model.weightsSha256());
    model.paritySha256().ifPresent(digest -> content.put(PARITY_SHA256, digest));
    return seal(
        content
            .put("table", TableFormat.encode(model.table()))
            .put("metrics", ProvenanceFormat.encode(model.metrics()))
            .put("provenance", ProvenanceFormat.encode(model.provenance()))
            .build());
  }

  /** Adds the last member: the digest of every byte before it. */
  static byte[] seal(JsonObject content) {
    String text = Json.indented(content);
    byte[] body = text.substring(0, text.lastIndexOf("\n}")).getBytes(StandardCharsets.UTF_8);
    byte[] tail = tail(body);
    byte[] sealed = Arrays.copyOf(body, body.length + tail.length);
    System.arraycopy(tail, 0, sealed, body.length, tail.length);
    return sealed;
  }

  private static byte[] tail(byte[] body) {
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(body);
    String tail = ",\n  \"" + OWN_SHA256 + "\": \"" + WeightsHash.hex(digest) + "\"\n}\n";
    return tail.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads {@code model.json} and closes nothing.
   *
   * @param length the file's length, from its file system
   * @throws ModelFormatException if it is not a description that this build reads
   * @throws IOException if the stream fails
   */
  public static ModelDescription readDescription(InputStream in, long length) throws IOException {
    if (length > MAX_DESCRIPTION_LENGTH) {
      throw new ModelFormatException(
          PREFIX
              + "the file has %d bytes, at most %d are read; it is not a model's description"
                  .formatted(length, MAX_DESCRIPTION_LENGTH));
    }
    return readDescription(in.readNBytes(MAX_DESCRIPTION_LENGTH));
  }

  /**
   * As {@link #readDescription(InputStream, long)}, from the whole file's bytes.
   *
   * @throws ModelFormatException if it is not a description that this build reads
   */
  public static ModelDescription readDescription(byte[] file) throws ModelFormatException {
    JsonValue json;
    try {
      json = Json.parse(file);
    } catch (JsonException e) {
      throw new ModelFormatException(PREFIX + e.getMessage() + "; " + ForeignFile.hint(file), e);
    }
    JsonFields fields = JsonFields.of(DESCRIPTION_FILE + ":", json);
    int version = requireReadable(fields);
    requireUndamaged(fields, file);
    return decode(version, fields);
  }

  private static int requireReadable(JsonFields fields) throws ModelFormatException {
    if (!fields.string("format").equals(FORMAT)) {
      throw fields.unknown("format", "\"" + FORMAT + "\"");
    }
    int version = fields.count("formatVersion");
    if (version < 1 || version > VERSION) {
      throw new ModelFormatException(
          PREFIX
              + "format version %d, this build reads 1 to %d; %s"
                  .formatted(
                      version, VERSION, version < 1 ? "the file is damaged" : "upgrade Tributary"));
    }
    return version;
  }

  /** Before anything is believed: a mean with one wrong digit would be a wrong prediction. */
  private static void requireUndamaged(JsonFields fields, byte[] file) throws ModelFormatException {
    String found = fields.string(OWN_SHA256);
    byte[] body = Arrays.copyOf(file, Math.max(0, file.length - tail(file).length));
    byte[] tail = Arrays.copyOfRange(file, body.length, file.length);
    if (!Arrays.equals(tail, tail(body))) {
      throw new ModelFormatException(
          PREFIX
              + "the content does not have the %s %s; the file was damaged or edited, take it from"
                  .formatted(OWN_SHA256, found)
              + " its source again");
    }
  }

  private static ModelDescription decode(int version, JsonFields fields)
      throws ModelFormatException {
    var network = NetworkFormat.decode(fields.object("network"));
    var table = TableFormat.decode(fields.object("table"));
    var metrics = ProvenanceFormat.metrics(fields.object("metrics"));
    var provenance = ProvenanceFormat.decode(fields.object("provenance"));
    String weightsSha256 = fields.string("weightsSha256");
    Optional<String> paritySha256 =
        version == 1 ? Optional.empty() : Optional.of(fields.string(PARITY_SHA256));
    fields.end();
    try {
      return new ModelDescription(
          version, network, table, metrics, provenance, weightsSha256, paritySha256);
    } catch (IllegalArgumentException e) {
      throw fields.refused(e);
    }
  }

  /**
   * Writes {@code weights.safetensors}, one F32 tensor per slot of the network's layout, and closes
   * nothing. The weights are only read.
   *
   * @throws IllegalArgumentException if the weights are not those that {@code model} describes, or
   *     not finite
   * @throws IOException if the stream fails
   */
  public static void writeWeights(ModelDescription model, float[] weights, OutputStream out)
      throws IOException {
    WeightsFormat.write(model, weights, out);
  }

  /**
   * Reads {@code weights.safetensors} as the flat vector of the network's layout, and closes
   * nothing.
   *
   * @param length the file's length, from its file system
   * @throws ModelFormatException if a tensor is missing, unknown, of another shape or type, or not
   *     finite, or if the weights are not the ones that {@code model} was written with
   * @throws IOException if the stream fails
   */
  public static float[] readWeights(ModelDescription model, InputStream in, long length)
      throws IOException {
    return WeightsFormat.read(model, in, length);
  }
}
