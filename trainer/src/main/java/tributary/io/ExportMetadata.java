package tributary.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * The strings that an export carries beside its weights, so that the one file tells what it is and
 * can be held to what the model said.
 */
record ExportMetadata(String version, ModelDescription description, ParitySample parity) {
  private static final String VERSION = "tributary.version";
  private static final String WEIGHTS_SHA256 = "tributary.weightsSha256";
  private static final String MODEL = "tributary.model";
  private static final String PARITY = "tributary.parity";

  Map<String, String> encode() {
    Map<String, String> strings = new TreeMap<>();
    strings.put(VERSION, version);
    strings.put(WEIGHTS_SHA256, description.weightsSha256());
    strings.put(MODEL, new String(ModelFormat.description(description), StandardCharsets.UTF_8));
    strings.put(PARITY, Base64.getEncoder().encodeToString(bytes(parity)));
    return strings;
  }

  private static byte[] bytes(ParitySample parity) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      parity.write(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be written to", e);
    }
    return out.toByteArray();
  }

  /**
   * @throws ModelFormatException if strings are missing or damaged
   */
  static ExportMetadata decode(Map<String, String> strings) throws ModelFormatException {
    ModelDescription description =
        ModelFormat.readDescription(string(strings, MODEL).getBytes(StandardCharsets.UTF_8));
    ParitySample parity;
    try {
      parity = ParitySample.read(description, Base64.getDecoder().decode(string(strings, PARITY)));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(PARITY + ": " + e.getMessage() + "; the file is damaged", e);
    }
    String sha256 = string(strings, WEIGHTS_SHA256);
    if (!sha256.equals(description.weightsSha256())) {
      throw new ModelFormatException(
          "%s is %s but %s says %s; the file is damaged"
              .formatted(WEIGHTS_SHA256, sha256, MODEL, description.weightsSha256()));
    }
    return new ExportMetadata(string(strings, VERSION), description, parity);
  }

  private static String string(Map<String, String> strings, String key)
      throws ModelFormatException {
    String value = strings.get(key);
    if (value == null) {
      throw new ModelFormatException(
          "the metadata has no "
              + key
              + ", so there is nothing to hold the file to; name one that Tributary exported");
    }
    return value;
  }
}
