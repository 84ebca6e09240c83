package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** {@code bench}, as the command line has it. */
final class BenchCommandTest {
  @TempDir private Path dir;

  private static CommandResult quick(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("bench", "--quick", "--without", "libtorch,mllib"));
    arguments.addAll(List.of(more));
    return Commands.run(arguments.toArray(String[]::new));
  }

  private static <T extends JsonValue> T member(JsonObject object, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(object.members().get(name), name));
  }

  private static List<JsonObject> figures(JsonObject report, String row) {
    return member(report, "figures", JsonArray.class).items().stream()
        .map(JsonObject.class::cast)
        .filter(figure -> member(figure, "row", JsonString.class).value().equals(row))
        .toList();
  }

  private static double number(JsonObject figure, String side, String name) {
    return member(member(figure, side, JsonObject.class), name, JsonDouble.class).value();
  }

  @Test
  void measuresWhatItCanAndSaysWhyNotTheRest() throws Exception {
    Path file = dir.resolve("made/bench.json");
    CommandResult result = quick("--only", "kernel,local,cluster,memory", "--out", file.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("synthetic images of Fashion-MNIST's shape"), result.out());
    assertTrue(result.out().contains("a quick run"), result.out());
    assertTrue(result.out().contains("written       " + file), result.out());

    JsonObject report = (JsonObject) Json.parse(Files.readString(file));
    JsonObject kernel = figures(report, "kernel").get(0);
    assertTrue(number(kernel, "ours", "median") > 0, kernel.toString());
    assertFalse(kernel.members().containsKey("peer"), kernel.toString());
    assertTrue(kernel.toString().contains("left out by --without libtorch"), kernel.toString());
    JsonObject share = figures(report, "kernel").get(1);
    assertEquals(
        number(share, "ours", "median") / number(share, "peer", "median"),
        number(share, "value", "median"),
        1e-9);
    JsonObject ours = member(figures(report, "local").get(0), "ours", JsonObject.class);
    assertEquals(1, member(ours, "turns", JsonArray.class).items().size());
    double perFeature = number(figures(report, "memory").get(0), "value", "median");
    assertTrue(perFeature >= 4 && perFeature < 4.2, "bytes per feature " + perFeature);
    // This JVM has a session already, beside which no cluster can be started.
    JsonObject cluster = figures(report, "cluster").get(0);
    assertFalse(cluster.members().containsKey("ours"), cluster.toString());
    assertTrue(cluster.toString().contains("start bench on its own"), cluster.toString());
  }

  @Test
  void theTableCanBePastedIntoAPage() {
    CommandResult result =
        quick("--only", "floor", "--markdown", "--out", dir.resolve("b.json").toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("\n| what | ours | beside | ratio | aim | reached |\n|---|"));
    assertTrue(result.out().contains("| floor: an empty Spark job of two tasks, one JVM | "));
  }

  @Test
  void aRowThatIsNoneIsRefusedWithThoseThatAre() {
    CommandResult result = quick("--only", "kernel,kernal");
    assertEquals(2, result.exitCode());
    assertTrue(result.lastErrorLine().contains("kernal"), result.err());
    assertTrue(result.lastErrorLine().contains("KERNEL, LARGE, LOCAL"), result.err());
    CommandResult peer = Commands.run("bench", "--without", "torch");
    assertEquals(2, peer.exitCode());
    assertTrue(peer.lastErrorLine().contains("LIBTORCH, MLLIB"), peer.err());
  }

  @Test
  void aFileThatCannotBeWrittenIsFoundBeforeAnythingIsMeasured() {
    CommandResult result = quick("--out", dir.toString());
    assertEquals(2, result.exitCode());
    assertTrue(result.lastErrorLine().contains("--out " + dir), result.err());
    assertFalse(result.out().contains("measuring"), result.out());
  }
}
