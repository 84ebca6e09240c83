package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.SafetensorsException.Kind;

/** Everything that a damaged, foreign or hostile file can claim, and what the reader calls it. */
final class SafetensorsRefusalTest {
  private static final String ENTRY = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

  private static SafetensorsException refusal(byte[] file) {
    return assertThrows(SafetensorsException.class, () -> Safetensors.read(file));
  }

  private static byte[] small() throws Exception {
    return Safetensors.toBytes(
        Map.of("a", "b"),
        List.of(
            Tensor.of("layers.0.weight", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
            Tensor.of("layers.0.bias", List.of(2L), new float[] {7, 8})));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                | HEADER_TOO_SMALL",
        "00000000000000                  | HEADER_TOO_SMALL",
        "3c00000000000000                | INVALID_HEADER_LENGTH",
        "0100000000000000ff              | INVALID_HEADER",
        "01000000000000007b              | INVALID_HEADER_DESERIALIZATION",
        "0000000000000000                | INVALID_HEADER_DESERIALIZATION",
        "3c00000000ffffffffffffffff      | HEADER_TOO_LARGE",
        "3c00000000ffff7fffffffffffff    | HEADER_TOO_LARGE",
      })
  void refusesWhatHasNoHeader(String hex, Kind expected) {
    assertEquals(expected, refusal(HexFormat.of().parseHex(hex == null ? "" : hex)).kind());
  }

  static Stream<Arguments> headers() {
    String test = "{\"test\":{\"dtype\":\"I32\",\"shape\":%s,\"data_offsets\":%s}}";
    return Stream.of(
        Arguments.of(Kind.VALIDATION_OVERFLOW, test.formatted("[2,18446744073709551614]", "[0,4]")),
        Arguments.of(Kind.VALIDATION_OVERFLOW, test.formatted("[2,9223372036854775807]", "[0,4]")),
        Arguments.of(
            Kind.VALIDATION_OVERFLOW, test.formatted("[281474976710656,281474976710656]", "[0,4]")),
        Arguments.of(Kind.VALIDATION_OVERFLOW, test.formatted("[1]", "[0,281474976710657]")),
        Arguments.of(Kind.TENSOR_INVALID_INFO, test.formatted("[2,2]", "[0,4]")),
        Arguments.of(Kind.TENSOR_INVALID_INFO, test.formatted("[0]", "[0,4]")),
        Arguments.of(Kind.TENSOR_INVALID_INFO, test.formatted("[]", "[0,0]")),
        Arguments.of(Kind.INVALID_OFFSET, test.formatted("[1]", "[4,0]")),
        Arguments.of(Kind.INVALID_OFFSET, test.formatted("[0]", "[4,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[-1]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[1.0]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[1e0]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[-0]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[01]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[\"1\"]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[null]", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("1", "[0,4]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[1]", "[0]")),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, test.formatted("[1]", "[0,4,4]")),
        Arguments.of(
            Kind.MISALIGNED_SLICE,
            "{\"t\":{\"dtype\":\"F4\",\"shape\":[7],\"data_offsets\":[0,4]}}"),
        Arguments.of(
            Kind.INVALID_HEADER_DESERIALIZATION,
            "{\"t\":{\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}}"),
        Arguments.of(
            Kind.INVALID_HEADER_DESERIALIZATION,
            "{\"t\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}"),
        Arguments.of(
            Kind.INVALID_HEADER_DESERIALIZATION,
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"class\":\"x\"}}"),
        Arguments.of(
            Kind.INVALID_HEADER_DESERIALIZATION, "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"t\":[]}"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "[]"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"t\":" + ENTRY + "}x"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"t\":" + ENTRY + "}\0"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"__metadata__\":{\"a\":1}}"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"__metadata__\":[]}"),
        Arguments.of(Kind.INVALID_HEADER_DESERIALIZATION, "{\"t\":" + "[".repeat(10_000)),
        Arguments.of(Kind.DUPLICATE_NAME, "{\"t\":" + ENTRY + ",\"t\":" + ENTRY + "}"),
        Arguments.of(Kind.DUPLICATE_NAME, "{\"t\":" + ENTRY + ",\"\\u0074\":" + ENTRY + "}"),
        Arguments.of(Kind.DUPLICATE_NAME, "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}"),
        Arguments.of(Kind.DUPLICATE_NAME, "{\"__metadata__\":{},\"__metadata__\":{}}"),
        Arguments.of(Kind.INVALID_NAME, "{\"a\\u0000b\":" + ENTRY + "}"),
        Arguments.of(Kind.INVALID_NAME, "{\"a\\ud800b\":" + ENTRY + "}"),
        Arguments.of(Kind.INVALID_NAME, "{\"../../x\":" + ENTRY + "}"),
        Arguments.of(Kind.INVALID_NAME, "{\"/etc/x\":" + ENTRY + "}"),
        Arguments.of(Kind.INVALID_NAME, "{\"a\\\\..\\\\b\":" + ENTRY + "}"),
        Arguments.of(Kind.METADATA_INCOMPLETE_BUFFER, "{}"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void c4RefusesWhatTheHeaderMustNotSay(Kind expected, String header) {
    assertEquals(expected, refusal(SafetensorsTest.file(header, new byte[4])).kind());
  }

  @Test
  void c4RefusesTensorsThatShareBytesOrLeaveSomeOut() {
    StringBuilder sharing = new StringBuilder("{");
    for (int i = 0; i < 10; i++) {
      sharing.append(i == 0 ? "" : ",").append("\"w").append(i).append("\":");
      sharing.append("{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]}");
    }
    SafetensorsException e = refusal(SafetensorsTest.file(sharing + "}", new byte[16]));
    assertEquals(Kind.INVALID_OFFSET, e.kind());
    assertEquals(
        "safetensors: tensor w1 has the data_offsets [0, 16], expected [16, …]: no hole, no"
            + " overlap",
        e.getMessage());
    String hole = "{\"a\":" + ENTRY + ",\"b\":" + ENTRY.replace("[0,4]", "[8,12]") + "}";
    assertEquals(Kind.INVALID_OFFSET, refusal(SafetensorsTest.file(hole, new byte[12])).kind());
  }

  @Test
  void c4RefusesAHeaderThatIsNotUtf8() throws Exception {
    byte[] file = small();
    file[file.length - 32 - 30] = (byte) 0xC0;
    assertEquals(Kind.INVALID_HEADER, refusal(file).kind());
  }

  @Test
  void c4RefusesMoreTensorsThanItsBound() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i <= Safetensors.MAX_TENSORS; i++) {
      header.append(i == 0 ? "\"" : ",\"").append(i).append("\":");
      header.append("{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertEquals(Kind.TOO_MANY_TENSORS, refusal(SafetensorsTest.file(header + "}")).kind());
    String flood = "{\"__metadata__\":[" + "0,".repeat(3_000_000) + "0]}";
    assertEquals(Kind.TOO_MANY_TENSORS, refusal(SafetensorsTest.file(flood)).kind());
  }

  @Test
  void c2RefusesEveryTruncationAndEveryAddition() throws Exception {
    byte[] file = small();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      Kind expected =
          length < 8
              ? Kind.HEADER_TOO_SMALL
              : length < file.length - 32
                  ? Kind.INVALID_HEADER_LENGTH
                  : Kind.METADATA_INCOMPLETE_BUFFER;
      assertEquals(expected, refusal(cut).kind(), "length " + length);
      long claimed = file.length;
      SafetensorsException e =
          assertThrows(
              SafetensorsException.class,
              () -> Safetensors.read(new ByteArrayInputStream(cut), claimed),
              "length " + length);
      assertTrue(
          e.kind() == Kind.HEADER_TOO_SMALL || e.kind() == Kind.METADATA_INCOMPLETE_BUFFER,
          "length " + length + ": " + e.kind());
      byte[] longer = Arrays.copyOf(file, file.length + 1 + length);
      assertEquals(Kind.METADATA_INCOMPLETE_BUFFER, refusal(longer).kind(), "extra " + length);
    }
    byte[] bogus = "extra_bogus_data_for_polyglot_file".getBytes(StandardCharsets.UTF_8);
    byte[] polyglot = Arrays.copyOf(file, file.length + bogus.length);
    System.arraycopy(bogus, 0, polyglot, file.length, bogus.length);
    assertEquals(Kind.METADATA_INCOMPLETE_BUFFER, refusal(polyglot).kind());
    assertEquals(
        Kind.METADATA_INCOMPLETE_BUFFER,
        assertThrows(
                SafetensorsException.class,
                () -> Safetensors.read(new ByteArrayInputStream(polyglot), file.length))
            .kind());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 7, 1025, 99_999_999, 100_000_000, 100_000_001, 1L << 31, Long.MAX_VALUE, -1})
  void c3RefusesAWrongHeaderLengthBeforeItAllocates(long headerLength) {
    byte[] file = new byte[1024];
    Arrays.fill(file, (byte) ' ');
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerLength);
    refusal(file);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    refusal(file);
    assertThrows(
        SafetensorsException.class,
        () -> Safetensors.read(new ByteArrayInputStream(file), 1L << 40));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1_000_000, "allocated " + allocated + " bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aced0005737200116a6176612e7574696c | Java-serialised",
        "504b03041400000008000000           | zip archive",
        "8004951500000000000000             | Python pickle",
        "1f8b0800000000000003               | gzip",
        "894844460d0a1a0a00                 | HDF5",
      })
  void c18SaysWhatAForeignFileIs(String hex, String kind) {
    String message = refusal(HexFormat.of().parseHex(hex)).getMessage();
    assertTrue(message.contains(kind), message);
  }

  @Test
  void refusesToWriteWhatItWouldNotRead() {
    Tensor w = Tensor.of("w", List.of(), new float[1]);
    assertEquals(
        Kind.DUPLICATE_NAME,
        assertThrows(SafetensorsException.class, () -> Safetensors.toBytes(Map.of(), List.of(w, w)))
            .kind());
    Tensor reserved = Tensor.of("__metadata__", List.of(), new float[1]);
    assertEquals(
        Kind.INVALID_NAME,
        assertThrows(
                SafetensorsException.class, () -> Safetensors.toBytes(Map.of(), List.of(reserved)))
            .kind());
    assertThrows(IllegalArgumentException.class, () -> Tensor.of("w", List.of(-1L), new float[1]));
  }
}
