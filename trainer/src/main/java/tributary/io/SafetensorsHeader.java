package tributary.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** The header of a safetensors file: string metadata, and where each tensor lies in the data. */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
  /** One tensor's place: bytes begin … end − 1 of the data. */
  record Entry(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

  static final String METADATA = "__metadata__";

  /** As the reference sorts: by the UTF-8 bytes, which differs from String's own order. */
  private static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /** The widest types first, then by name: everything is aligned if the first byte is. */
  static final Comparator<Tensor> FILE_ORDER =
      Comparator.comparing(Tensor::dtype).reversed().thenComparing(Tensor::name, BY_UTF8);

  /** Lays the tensors, already in file order, one after the other. */
  static SafetensorsHeader of(Map<String, String> metadata, List<Tensor> tensors)
      throws SafetensorsException {
    List<Entry> entries = new ArrayList<>(tensors.size());
    long begin = 0;
    for (Tensor tensor : tensors) {
      SafetensorsHeaderReader.requireName(tensor.name());
      long end =
          begin + SafetensorsHeaderReader.bytes(tensor.name(), tensor.dtype(), tensor.shape());
      entries.add(new Entry(tensor.name(), tensor.dtype(), tensor.shape(), begin, end));
      begin = end;
    }
    return new SafetensorsHeader(metadata, entries);
  }

  long dataLength() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
  }

  /** The canonical bytes: metadata first and sorted, entries in order, spaces up to 8 bytes. */
  byte[] encode() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      Map<String, JsonValue> sorted = new TreeMap<>(BY_UTF8);
      metadata.forEach((key, value) -> sorted.put(key, new JsonString(value)));
      members.put(METADATA, new JsonObject(sorted));
    }
    for (Entry entry : entries) {
      Map<String, JsonValue> fields = new LinkedHashMap<>();
      fields.put("dtype", new JsonString(entry.dtype().name()));
      fields.put("shape", integers(entry.shape()));
      fields.put("data_offsets", integers(List.of(entry.begin(), entry.end())));
      members.put(entry.name(), new JsonObject(fields));
    }
    byte[] json = Json.compact(new JsonObject(members)).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, Math.addExact(json.length, 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static JsonArray integers(List<Long> values) {
    return new JsonArray(values.stream().map(v -> (JsonValue) new JsonInteger(v)).toList());
  }
}
