package tributary.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;
import tributary.io.SafetensorsException.Kind;
import tributary.io.SafetensorsHeader.Entry;

/** Reads a header and believes nothing it says until it has been checked. */
final class SafetensorsHeaderReader {
  /** Room for the values of {@link Safetensors#MAX_TENSORS} tensors of many dimensions. */
  private static final long MAX_VALUES = 20L * Safetensors.MAX_TENSORS;

  /** The largest integer that the format's schema allows. */
  private static final long MAX_INTEGER = 1L << 48;

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

  /** Names are never used as paths here, but the next program may. */
  private static final Pattern PATH_LIKE = Pattern.compile("^[/\\\\]|(^|[/\\\\])\\.\\.([/\\\\]|$)");

  private SafetensorsHeaderReader() {}

  /** The checked header of a file whose data has {@code dataLength} bytes; entries by offset. */
  static SafetensorsHeader read(byte[] bytes, long dataLength) throws SafetensorsException {
    if (!(parse(bytes) instanceof JsonObject object)) {
      throw malformed("the header is not a JSON object");
    }
    Map<String, String> metadata = Map.of();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (member.getKey().equals(SafetensorsHeader.METADATA)) {
        metadata = metadata(member.getValue());
      } else {
        entries.add(entry(member.getKey(), member.getValue()));
      }
    }
    if (entries.size() > Safetensors.MAX_TENSORS) {
      throw tooMany();
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    SafetensorsHeader header = new SafetensorsHeader(metadata, List.copyOf(entries));
    requireSound(header, dataLength);
    return header;
  }

  private static JsonValue parse(byte[] bytes) throws SafetensorsException {
    try {
      return Json.parse(bytes, MAX_VALUES);
    } catch (JsonException e) {
      SafetensorsException refused =
          switch (e.kind()) {
            case NOT_UTF8 -> new SafetensorsException(Kind.INVALID_HEADER, e.getMessage());
            case DUPLICATE_NAME -> new SafetensorsException(Kind.DUPLICATE_NAME, e.getMessage());
            case NUMBER_OUT_OF_RANGE ->
                new SafetensorsException(Kind.VALIDATION_OVERFLOW, e.getMessage());
            case TOO_MANY_VALUES -> tooMany();
            case SYNTAX, TOO_DEEP -> malformed(e.getMessage());
          };
      refused.initCause(e);
      throw refused;
    }
  }

  private static Map<String, String> metadata(JsonValue value) throws SafetensorsException {
    if (!(value instanceof JsonObject object)) {
      throw malformed("__metadata__ is not an object of strings");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (!(member.getValue() instanceof JsonString string)) {
        throw malformed("__metadata__." + member.getKey() + " is not a string");
      }
      metadata.put(member.getKey(), string.value());
    }
    return metadata;
  }

  private static Entry entry(String name, JsonValue value) throws SafetensorsException {
    requireName(name);
    if (!(value instanceof JsonObject object)) {
      throw malformed("tensor " + name + " is not described by an object");
    }
    if (!object.members().keySet().equals(FIELDS)) {
      throw malformed(
          "tensor %s has the fields %s, expected exactly dtype, shape and data_offsets"
              .formatted(name, object.members().keySet()));
    }
    if (!(object.members().get("dtype") instanceof JsonString text)) {
      throw malformed("the dtype of tensor " + name + " is not a string");
    }
    Dtype dtype = Dtype.named(text.value());
    if (dtype == null) {
      throw malformed(
          "tensor %s has the unknown dtype \"%s\", expected one of %s"
              .formatted(name, text.value(), List.of(Dtype.values())));
    }
    List<Long> offsets = integers(name, "data_offsets", object);
    if (offsets.size() != 2) {
      throw malformed(
          "tensor %s has the data_offsets %s, expected begin and end".formatted(name, offsets));
    }
    return new Entry(name, dtype, integers(name, "shape", object), offsets.get(0), offsets.get(1));
  }

  private static List<Long> integers(String name, String field, JsonObject object)
      throws SafetensorsException {
    if (!(object.members().get(field) instanceof JsonArray array)) {
      throw malformed("the " + field + " of tensor " + name + " is not an array");
    }
    List<Long> integers = new ArrayList<>(array.items().size());
    for (JsonValue item : array.items()) {
      if (!(item instanceof JsonInteger integer) || integer.value() < 0) {
        throw malformed(
            "the %s of tensor %s contains %s, expected whole numbers of 0 or more"
                .formatted(field, name, Json.compact(item)));
      }
      if (integer.value() > MAX_INTEGER) {
        throw overflow(name, field + " " + integer.value());
      }
      integers.add(integer.value());
    }
    return integers;
  }

  static void requireName(String name) throws SafetensorsException {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i)) || JsonWriter.isLoneSurrogate(name, i)) {
        throw new SafetensorsException(
            Kind.INVALID_NAME,
            "the tensor name %s has a control character or half a surrogate pair at position %d"
                .formatted(Json.compact(new JsonString(name)), i));
      }
    }
    if (name.equals(SafetensorsHeader.METADATA) || PATH_LIKE.matcher(name).find()) {
      throw new SafetensorsException(
          Kind.INVALID_NAME,
          "the tensor name %s is reserved, or a path that leads out of a folder".formatted(name));
    }
  }

  /** How many bytes a tensor of that type and shape takes. */
  static long bytes(String name, Dtype dtype, List<Long> shape) throws SafetensorsException {
    long bits;
    try {
      long elements = 1;
      for (long dimension : shape) {
        elements = Math.multiplyExact(elements, dimension);
      }
      bits = Math.multiplyExact(elements, (long) dtype.bits());
    } catch (ArithmeticException e) {
      throw overflow(name, "shape " + shape + " of " + dtype);
    }
    if (bits % Byte.SIZE != 0) {
      throw new SafetensorsException(
          Kind.MISALIGNED_SLICE,
          "tensor %s: shape %s of %s is %d bits, expected whole bytes"
              .formatted(name, shape, dtype, bits));
    }
    return bits / Byte.SIZE;
  }

  /** How long the Java array is that holds the entry's values. */
  static int arrayLength(Entry entry) {
    long bytes = entry.end() - entry.begin();
    int width = LittleEndian.isRaw(entry.dtype()) ? 1 : entry.dtype().bits() / Byte.SIZE;
    return Math.toIntExact(bytes / width);
  }

  private static void requireSound(SafetensorsHeader header, long dataLength)
      throws SafetensorsException {
    long begin = 0;
    for (Entry entry : header.entries()) {
      if (entry.begin() != begin || entry.end() < begin) {
        throw new SafetensorsException(
            Kind.INVALID_OFFSET,
            "tensor %s has the data_offsets [%d, %d], expected [%d, …]: no hole, no overlap"
                .formatted(entry.name(), entry.begin(), entry.end(), begin));
      }
      requireSize(entry);
      begin = entry.end();
    }
    if (begin != dataLength) {
      throw new SafetensorsException(
          Kind.METADATA_INCOMPLETE_BUFFER,
          "the header describes %d bytes of data but the file has %d; it was cut short or added to"
              .formatted(begin, dataLength));
    }
  }

  private static void requireSize(Entry entry) throws SafetensorsException {
    long expected = bytes(entry.name(), entry.dtype(), entry.shape());
    if (entry.end() - entry.begin() != expected) {
      throw new SafetensorsException(
          Kind.TENSOR_INVALID_INFO,
          "tensor %s: shape %s of %s is %d bytes, but its data_offsets [%d, %d] span %d"
              .formatted(
                  entry.name(),
                  entry.shape(),
                  entry.dtype(),
                  expected,
                  entry.begin(),
                  entry.end(),
                  entry.end() - entry.begin()));
    }
    int width = LittleEndian.isRaw(entry.dtype()) ? 1 : entry.dtype().bits() / Byte.SIZE;
    if (expected / width > MAX_ARRAY_LENGTH) {
      throw new SafetensorsException(
          Kind.TENSOR_TOO_LARGE,
          "tensor %s has %d values, a Java array at most %d; split it"
              .formatted(entry.name(), expected / width, MAX_ARRAY_LENGTH));
    }
  }

  private static SafetensorsException malformed(String problem) {
    return new SafetensorsException(Kind.INVALID_HEADER_DESERIALIZATION, problem);
  }

  private static SafetensorsException overflow(String name, String what) {
    return new SafetensorsException(
        Kind.VALIDATION_OVERFLOW,
        "tensor " + name + ": " + what + " is more than can be counted; at most 2^48 is read");
  }

  private static SafetensorsException tooMany() {
    return new SafetensorsException(
        Kind.TOO_MANY_TENSORS,
        "the header describes more than " + Safetensors.MAX_TENSORS + " tensors");
  }
}
