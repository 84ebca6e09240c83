package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.RandomStream;
import tributary.io.SafetensorsException.Kind;

final class SafetensorsTest {
  private static final float[] ATTENTION = {0, 1, 2, 3, 4, 5};

  static byte[] file(String header, byte... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static byte[] littleEndian(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The files that the reference implementation writes, byte for byte. */
  static Stream<Arguments> golden() {
    return Stream.of(
        Arguments.of(Map.of(), List.of(), file("{}      ")),
        Arguments.of(
            Map.of("framework", "pt"),
            List.of(),
            file("{\"__metadata__\":{\"framework\":\"pt\"}}     ")),
        Arguments.of(
            Map.of(),
            List.of(Tensor.of("attn.0", List.of(1L, 2L, 3L), ATTENTION)),
            file(
                "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}",
                littleEndian(ATTENTION))),
        Arguments.of(
            Map.of(),
            List.of(Tensor.of("attn0", List.of(1L, 1L, 2L, 3L), ATTENTION)),
            file(
                "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}"
                    + "       ",
                littleEndian(ATTENTION))),
        Arguments.of(
            Map.of(),
            List.of(Tensor.of("test", List.of(2L, 2L), new int[4])),
            file(
                "{\"test\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}    ",
                new byte[16])),
        Arguments.of(
            Map.of(),
            List.of(
                Tensor.of("test2", Dtype.F16, List.of(2L, 2L), new byte[8]),
                Tensor.of("test1", List.of(2L, 2L), new int[4])),
            file(
                "{\"test1\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                    + "\"test2\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[16,24]}}"
                    + "      ",
                new byte[24])));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void writesWhatTheReferenceWritesAndReadsItBack(
      Map<String, String> metadata, List<Tensor> tensors, byte[] expected) throws Exception {
    assertArrayEquals(expected, Safetensors.toBytes(metadata, tensors));
    Safetensors read = Safetensors.read(expected);
    assertEquals(metadata, read.metadata());
    assertEquals(tensors.size(), read.tensors().size());
    for (Tensor tensor : tensors) {
      assertEquals(tensor.shape(), read.tensor(tensor.name()).shape());
      assertEquals(tensor.dtype(), read.tensor(tensor.name()).dtype());
    }
  }

  @Test
  void keepsEveryBitOfEveryType() throws Exception {
    float[] floats = {Float.intBitsToFloat(0x7FA00001), -0f, Float.MIN_VALUE, Float.MAX_VALUE};
    double[] doubles = {Double.longBitsToDouble(0x7FF4000000000001L), -0.0, Math.PI};
    long[] longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE};
    int[] ints = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE};
    byte[] bytes = {-128, 0, 127};
    Safetensors read =
        Safetensors.read(
            Safetensors.toBytes(
                Map.of("ünï", "\"\\\u0001\n☃"),
                List.of(
                    Tensor.of("floats", List.of(2L, 2L), floats),
                    Tensor.of("doubles", List.of(3L), doubles),
                    Tensor.of("longs", List.of(3L), longs),
                    Tensor.of("ints", List.of(1L, 3L, 1L), ints),
                    Tensor.of("bytes", Dtype.U8, List.of(3L), bytes))));
    assertArrayEquals(bits(floats), bits(read.tensor("floats").floats()));
    assertEquals(
        0x7FF4000000000001L, Double.doubleToRawLongBits(read.tensor("doubles").doubles()[0]));
    assertArrayEquals(doubles, read.tensor("doubles").doubles());
    assertArrayEquals(longs, read.tensor("longs").longs());
    assertArrayEquals(ints, read.tensor("ints").ints());
    assertArrayEquals(bytes, read.tensor("bytes").bytes());
    assertEquals(Map.of("ünï", "\"\\\u0001\n☃"), read.metadata());
    assertEquals(
        List.of("longs", "doubles", "floats", "ints", "bytes"),
        List.copyOf(read.tensors().keySet()));
  }

  private static List<Integer> bitList(float[] values) {
    List<Integer> bits = new ArrayList<>();
    for (float value : values) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }

  private static Object[] bits(float[] values) {
    return bitList(values).toArray();
  }

  @Test
  void acceptsEmptyTensorsScalarsAndAnyOrderOfTheHeader() throws Exception {
    Safetensors read =
        Safetensors.read(
            file(
                " \n{\"b\":{\"data_offsets\":[0,4],\"dtype\":\"F32\",\"shape\":[]},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[0,0]}}\t ",
                littleEndian(7)));
    assertArrayEquals(new float[] {7}, read.tensor("b").floats());
    assertEquals(0, read.tensor("a").floats().length);
    assertEquals(List.of("a", "b"), List.copyOf(read.tensors().keySet()));
  }

  @Test
  void writesSlicesOfOneArrayWithoutCopyingThem() throws Exception {
    Tensor slice = Tensor.of("slice", List.of(2L), ATTENTION, 3);
    assertArrayEquals(new float[] {3, 4}, slice.floats());
    Safetensors read = Safetensors.read(Safetensors.toBytes(Map.of(), List.of(slice)));
    assertArrayEquals(new float[] {3, 4}, read.tensor("slice").floats());
  }

  @Test
  void refusesAShapeThatItsArrayCannotFill() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Tensor.of("w", List.of(2L, 2L), new float[5], 2));
    assertEquals(
        "tensor w: shape [2, 2] needs 4 values from offset 2 on, but the array has 5",
        e.getMessage());
  }

  @Test
  void saysWhatIsThereWhenATensorIsMissingOrOfAnotherType() throws Exception {
    Safetensors read =
        Safetensors.read(
            Safetensors.toBytes(Map.of(), List.of(Tensor.of("w", List.of(1L), new double[1]))));
    SafetensorsException missing = assertThrows(SafetensorsException.class, () -> read.tensor("v"));
    assertEquals(Kind.TENSOR_NOT_FOUND, missing.kind());
    assertEquals("safetensors: there is no tensor named v; the file has [w]", missing.getMessage());
    SafetensorsException wrong =
        assertThrows(SafetensorsException.class, () -> read.tensor("w").floats());
    assertEquals(Kind.WRONG_DTYPE, wrong.kind());
    assertEquals("safetensors: tensor w is F64, expected F32", wrong.getMessage());
  }

  @Test
  void roundTripsRandomFilesAndWritesThemTheSameInAnyOrder() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      RandomStream random = new RandomStream(seed);
      List<Tensor> tensors = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int rows = random.nextInt(5);
        int cols = 1 + random.nextInt(8000);
        float[] values = new float[rows * cols];
        for (int v = 0; v < values.length; v++) {
          values[v] = Float.intBitsToFloat((int) random.nextLong());
        }
        tensors.add(Tensor.of("layers." + i, List.of((long) rows, (long) cols), values));
      }
      byte[] file = Safetensors.toBytes(Map.of("seed", "" + seed), tensors);
      Safetensors read = Safetensors.read(file);
      for (Tensor tensor : tensors) {
        Tensor back = read.tensor(tensor.name());
        assertEquals(tensor.shape(), back.shape(), "seed " + seed);
        assertEquals(bitList(tensor.floats()), bitList(back.floats()), "seed " + seed);
      }
      Collections.reverse(tensors);
      assertArrayEquals(file, Safetensors.toBytes(read.metadata(), tensors), "seed " + seed);
      assertArrayEquals(
          file, Safetensors.toBytes(read.metadata(), read.tensors().values()), "seed " + seed);
    }
  }

  @Test
  void hashesTheLittleEndianBytes() {
    // printf '\x00\x00\x80\x3f\x00\x00\x00\xc0' | sha256sum
    assertEquals(
        "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b",
        WeightsHash.sha256(new float[] {1, -2}));
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        WeightsHash.sha256(new float[0]));
    assertTrue(!WeightsHash.sha256(new float[] {0f}).equals(WeightsHash.sha256(new float[] {-0f})));
  }
}
