package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.data.RandomStream;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/**
 * Descriptions and manifests that were forged with care: their seal is right and what they say is
 * not. They are refused with a message, or mean what they say; nothing else is thrown, and no
 * memory is taken for what they only claim.
 */
@Timeout(60)
final class HostileFilesTest {
  private static final int CASES = 2_000;

  private interface Reader {
    void read(byte[] file) throws FormatException;
  }

  /** Whether it was taken for sound. */
  private static boolean reads(Reader reader, byte[] file, long seed) {
    try {
      reader.read(file);
      return true;
    } catch (FormatException e) {
      String message = e.getMessage();
      assertTrue(!message.isBlank() && message.indexOf('\u001b') < 0, "seed " + seed);
      assertEquals(1, message.lines().count(), "seed " + seed + ": " + message);
      return false;
    } catch (RuntimeException | Error e) {
      return fail("seed " + seed + ": " + new String(file, StandardCharsets.UTF_8), e);
    }
  }

  @Test
  void c5AForgedDescriptionIsRefusedOrMeansWhatItSays() throws Exception {
    JsonObject sound = (JsonObject) Json.parse(ModelFormat.description(Models.mixedClassifier()));
    Map<String, JsonValue> content = new LinkedHashMap<>(sound.members());
    content.remove("descriptionSha256");
    int accepted = 0;
    for (long seed = 0; seed < CASES; seed++) {
      JsonObject forged = HostileJson.damaged(new JsonObject(content), new RandomStream(seed));
      accepted += reads(ModelFormat::readDescription, ModelFormat.seal(forged), seed) ? 1 : 0;
    }
    assertTrue(accepted < CASES / 2, accepted + " accepted");
  }

  @Test
  void c5AForgedManifestIsRefusedOrMeansWhatItSays() throws Exception {
    CheckpointManifest manifest =
        new CheckpointManifest(
            3,
            "step-0000000003-a.safetensors",
            1,
            "0".repeat(64),
            "a",
            "1".repeat(64),
            Optional.of("f"),
            OptionalDouble.of(0.5),
            Map.of("spark", "3.5.7", "tributary", "0.1.0"));
    JsonObject sound = (JsonObject) Json.parse(manifest.encode());
    String name = CheckpointManifest.name(3);
    assertTrue(reads(file -> CheckpointManifest.decode(name, file), sealed(sound), -1));
    int accepted = 0;
    for (long seed = 0; seed < CASES; seed++) {
      byte[] forged = sealed(HostileJson.damaged(sound, new RandomStream(seed)));
      accepted += reads(file -> CheckpointManifest.decode(name, file), forged, seed) ? 1 : 0;
    }
    assertTrue(accepted > 0 && accepted < CASES / 2, accepted + " accepted");
  }

  /** The seal is taken over the text with zeros in its own place. */
  private static byte[] sealed(JsonObject manifest) {
    String zeros = "0".repeat(63) + "z";
    Map<String, JsonValue> members = new LinkedHashMap<>(manifest.members());
    members.put("manifestSha256", new JsonString(zeros));
    String text = Json.indented(new JsonObject(members));
    MessageDigest digest = WeightsHash.newDigest();
    digest.update(text.replace(zeros, "0".repeat(64)).getBytes(StandardCharsets.UTF_8));
    return text.replace(zeros, WeightsHash.hex(digest)).getBytes(StandardCharsets.UTF_8);
  }
}
