package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;
import tributary.io.JsonException.Kind;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

final class JsonTest {
  @Test
  void readsEveryKindOfValue() throws Exception {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    members.put("b", new JsonArray(List.of(new JsonInteger(1), new JsonDouble(1))));
    members.put("a", new JsonBoolean(true));
    members.put("", new JsonBoolean(false));
    members.put("n", JsonNull.NULL);
    members.put("s", new JsonString("\"\\/\b\f\n\r\té☃😀"));
    members.put("o", new JsonObject(Map.of()));
    String text =
        "\t{ \"b\" : [1, 1e0],\r\n\"a\":true,\"\":false,\"n\":null,"
            + "\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9☃\\uD83D\\ude00\",\"o\":{}}\n";
    JsonValue value = Json.parse(text);
    assertEquals(new JsonObject(members), value);
    assertEquals(
        List.of("b", "a", "", "n", "s", "o"), List.copyOf(((JsonObject) value).members().keySet()));
    assertEquals(value, Json.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void keepsWholeNumbersExact(String text, long value) throws Exception {
    assertEquals(new JsonInteger(value), Json.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "-0, -0.0",
    "1.50, 1.5",
    "1e0, 1.0",
    "1E+2, 100.0",
    "1e-400, 0.0",
    "0.1e1, 1.0",
    "12345678901234567.0, 12345678901234568.0"
  })
  void readsEverythingElseAsADouble(String text, double expected) throws Exception {
    assertEquals(new JsonDouble(expected), Json.parse(text));
  }

  @Test
  void writesDoublesShortAndTheSameOnEveryJava() {
    double[] values = {
      0, -0.0, 1, -1.5, 0.1, 1e16, 1e17, 1e-6, 1e-7, 2e-3, Double.MIN_VALUE, Double.MAX_VALUE
    };
    List<JsonValue> items = new ArrayList<>();
    for (double value : values) {
      items.add(new JsonDouble(value));
    }
    assertEquals(
        "[0.0,-0.0,1.0,-1.5,0.1,10000000000000000.0,1E+17,0.000001,1E-7,0.002,"
            + "4.94065645841247E-324,1.7976931348623157E+308]",
        Json.compact(new JsonArray(items)));
  }

  @Test
  void doublesComeBackToTheBit() throws Exception {
    RandomStream random = new RandomStream(7);
    for (int i = 0; i < 50_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (i % 2 == 0) {
        value = random.nextGaussian();
      }
      if (Double.isFinite(value)) {
        String text = Json.compact(new JsonDouble(value));
        assertEquals(new JsonDouble(value), Json.parse(text), "seed 7, case " + i + ": " + text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{1:1}",
        "tru",
        "True",
        "nul",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "+1",
        "01",
        "-01",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "1_000",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u١٢٣٤\"",
        "\"a\nb\"",
        "\"\0\"",
        "1 1",
        "{}{}",
        "[]//x",
        "/**/1",
        "\uFEFF1",
        "\u00a01",
        "1\0",
        "\0",
        "\"\\"
      })
  void refusesWhatIsNotJson(String text) {
    assertEquals(Kind.SYNTAX, refusal(text).kind());
  }

  private static JsonException refusal(String text) {
    return assertThrows(JsonException.class, () -> Json.parse(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551614",
        "1e309",
        "-1e999999"
      })
  void refusesNumbersThatWouldNotStayExact(String text) {
    assertEquals(Kind.NUMBER_OUT_OF_RANGE, refusal(text).kind());
    assertEquals(Kind.NUMBER_OUT_OF_RANGE, refusal("0." + "1".repeat(1_000_000)).kind());
  }

  @Test
  void refusesRepeatedNamesHoweverTheyAreWritten() {
    JsonException e = refusal("{\"a\": 1,\n  \"\\u0061\": 2}");
    assertEquals(Kind.DUPLICATE_NAME, e.kind());
    assertEquals(
        "JSON line 2, column 3: the name \"a\" is given twice in one object", e.getMessage());
  }

  @Test
  void boundsTheNesting() throws Exception {
    int bound = Json.MAX_DEPTH;
    JsonValue deepest = Json.parse("[".repeat(bound) + "]".repeat(bound));
    assertEquals("[".repeat(bound) + "]".repeat(bound), Json.compact(deepest));
    assertEquals(Kind.TOO_DEEP, refusal("[".repeat(bound + 1) + "]".repeat(bound + 1)).kind());
    assertEquals(Kind.TOO_DEEP, refusal("{\"a\":".repeat(1_000_000)).kind());
    assertThrows(
        IllegalArgumentException.class, () -> Json.compact(new JsonArray(List.of(deepest))));
  }

  @Test
  void boundsTheNumberOfValues() throws Exception {
    byte[] three = "[1,2]".getBytes(StandardCharsets.UTF_8);
    Json.parse(three, 3);
    assertEquals(
        Kind.TOO_MANY_VALUES, assertThrows(JsonException.class, () -> Json.parse(three, 2)).kind());
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[][] texts = {
      {'"', (byte) 0xFF, '"'},
      {'"', (byte) 0xC0, (byte) 0x80, '"'},
      {(byte) 0xAC, (byte) 0xED},
      {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
      {'"', (byte) 0xE2, (byte) 0x98}
    };
    for (byte[] text : texts) {
      assertEquals(Kind.NOT_UTF8, assertThrows(JsonException.class, () -> Json.parse(text)).kind());
    }
  }

  @Test
  void tellsWhereItStopped() {
    assertEquals(
        "JSON line 3, column 7: found 'x', expected ',' or '}'",
        refusal("{\n \"a\": 1,\n \"b\":2x}").getMessage());
    assertEquals(
        "JSON line 1, column 2: found the end of the text, expected a value",
        refusal("[").getMessage());
    assertEquals(
        "JSON line 1, column 3: found character 10, expected a character of a string or the"
            + " closing '\"'",
        refusal("\"a\n").getMessage());
  }

  @Test
  void writesIndented() throws Exception {
    String text =
        """
        {
          "name": "a\\u0001\\"",
          "plain": [1, 2.5, true, null],
          "nested": [
            {
              "x": {}
            },
            []
          ],
          "empty": []
        }
        """;
    assertEquals(text, Json.indented(Json.parse(text)));
  }

  @Test
  void keepsHalfSurrogatePairs() throws Exception {
    JsonValue value = new JsonString("a\ud800b\udc00\ud83d\ude00\ud83d");
    String text = Json.compact(value);
    assertEquals("\"a\\ud800b\\udc00😀\\ud83d\"", text);
    assertEquals(value, Json.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesToWriteWhatJsonHasNoWordFor(double value) {
    assertThrows(IllegalArgumentException.class, () -> Json.compact(new JsonDouble(value)));
  }

  @Test
  void randomValuesComeBackEqual() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      JsonValue value = random(new RandomStream(seed), 0);
      String compact = Json.compact(value);
      assertEquals(value, Json.parse(compact), "seed " + seed);
      assertEquals(value, Json.parse(Json.indented(value)), "seed " + seed);
      assertEquals(compact, Json.compact(Json.parse(Json.indented(value))), "seed " + seed);
    }
  }

  private static JsonValue random(RandomStream random, int depth) {
    int kind = random.nextInt(depth > 4 ? 5 : 8);
    return switch (kind) {
      case 0 -> JsonNull.NULL;
      case 1 -> new JsonBoolean(random.nextInt(2) == 1);
      case 2 -> new JsonInteger(random.nextLong() >> random.nextInt(64));
      case 3 -> new JsonDouble(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 4 -> new JsonString(randomText(random));
      case 5 -> {
        List<JsonValue> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(random(random, depth + 1));
        }
        yield new JsonArray(items);
      }
      default -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.put(randomText(random), random(random, depth + 1));
        }
        yield new JsonObject(members);
      }
    };
  }

  private static String randomText(RandomStream random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append((char) random.nextInt(random.nextInt(2) == 0 ? 0x100 : 0x10000));
    }
    return text.toString();
  }
}
