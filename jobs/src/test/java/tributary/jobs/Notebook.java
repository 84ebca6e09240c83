package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** A Jupyter notebook (nbformat 4): what its cells hold, and the same with other outputs. */
record Notebook(JsonObject json) {
  /** One cell of whatever kind. */
  record Cell(JsonObject json) {
    boolean isCode() {
      return text(json, "cell_type").equals("code");
    }

    String source() {
      return joined(json, "source");
    }

    /** What its run printed when the notebook was written. */
    String printed() {
      return items(json, "outputs").stream()
          .map(output -> joined((JsonObject) output, "text"))
          .collect(Collectors.joining());
    }

    /** As if it had been run as the nth one and had printed this. */
    Cell ran(int number, String output) {
      JsonObject stream =
          new JsonObjectBuilder()
              .put("name", "stdout")
              .put("output_type", "stream")
              .putStrings("text", lines(output))
              .build();
      return with("execution_count", new JsonInteger(number))
          .with("outputs", new JsonArray(output.isEmpty() ? List.of() : List.of(stream)));
    }

    /** With a picture that its text can show as {@code attachment:NAME}. */
    Cell attached(String name, byte[] png) {
      JsonObject image =
          new JsonObjectBuilder().put("image/png", Base64.getEncoder().encodeToString(png)).build();
      return with("attachments", new JsonObjectBuilder().put(name, image).build());
    }

    private Cell with(String name, JsonValue value) {
      return new Cell(replaced(json, name, value));
    }
  }

  static Notebook read(Path file) throws IOException {
    return new Notebook((JsonObject) Json.parse(Files.readString(file)));
  }

  List<Cell> cells() {
    return items(json, "cells").stream().map(cell -> new Cell((JsonObject) cell)).toList();
  }

  Notebook withCells(List<Cell> cells) {
    List<JsonValue> all = cells.stream().<JsonValue>map(Cell::json).toList();
    return new Notebook(replaced(json, "cells", new JsonArray(all)));
  }

  /** Laid out as Jupyter itself does it, so that a save there changes nothing else. */
  String text() {
    StringBuilder text = new StringBuilder();
    write(json, "\n", text);
    return text.append('\n').toString();
  }

  private static void write(JsonValue value, String newLine, StringBuilder text) {
    List<Consumer<String>> inner = new ArrayList<>();
    if (value instanceof JsonObject object) {
      object
          .members()
          .forEach(
              (name, member) ->
                  inner.add(
                      line -> {
                        text.append(Json.compact(new JsonString(name))).append(": ");
                        write(member, line, text);
                      }));
    } else if (value instanceof JsonArray array) {
      array.items().forEach(item -> inner.add(line -> write(item, line, text)));
    }
    if (inner.isEmpty()) {
      text.append(Json.compact(value));
      return;
    }
    text.append(value instanceof JsonObject ? '{' : '[');
    String deeper = newLine + " ";
    String separator = deeper;
    for (Consumer<String> one : inner) {
      text.append(separator);
      one.accept(deeper);
      separator = "," + deeper;
    }
    text.append(newLine).append(value instanceof JsonObject ? '}' : ']');
  }

  private static JsonObject replaced(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  /** Each with its line end, as nbformat has it. */
  private static List<String> lines(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.asList(text.split("(?<=\n)", -1)).stream()
            .filter(line -> !line.isEmpty())
            .toList();
  }

  private static List<JsonValue> items(JsonObject object, String name) {
    return object.members().get(name) instanceof JsonArray array ? array.items() : List.of();
  }

  private static String text(JsonObject object, String name) {
    return ((JsonString) Objects.requireNonNull(object.members().get(name), name)).value();
  }

  /** Text that stands in one piece or line by line; empty where there is none. */
  private static String joined(JsonObject object, String name) {
    if (object.members().get(name) instanceof JsonString whole) {
      return whole.value();
    }
    return items(object, name).stream()
        .map(line -> ((JsonString) line).value())
        .collect(Collectors.joining());
  }
}
