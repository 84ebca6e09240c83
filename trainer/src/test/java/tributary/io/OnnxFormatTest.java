package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;

/** The golden file was written by hand and runs in ONNX Runtime. */
final class OnnxFormatTest {
  private static final String GOLDEN =
      """
      0807120868616e646d6164651a03302e3128013aeb020a290a01780a0277310a026231120268301a03666331220447656d6d2a0d0a067472616e73421801a001
      020a140a026830120268311a0461637431220452656c750a2e0a0268310a0277320a02623212066c6f676974731a03666332220447656d6d2a0d0a067472616e
      73421801a001020a310a066c6f67697473120470726f621a02736d2207536f66746d61782a140a046178697318ffffffffffffffffff01a0010212036d6c702a
      24080208031001420277314a180000803f0000004000004040000080bf000000c0000040c02a1208021001420262314a080000003f0000803e2a240803080210
      01420277324a180000803f000080bf0000003f00000040000000c00000803f2a1608031001420262324a0c00000000cdcccc3dcdccccbd5a140a0178120f0a0d
      080112090a0312014e0a02080362170a0470726f62120f0a0d080112090a0312014e0a02080362190a066c6f67697473120f0a0d080112090a0312014e0a0208
      034202100d72060a016b120176
      """;

  static byte[] golden() {
    return HexFormat.of().parseHex(GOLDEN.replaceAll("\\s", ""));
  }

  private static OnnxNode gemm(String name, String x, String w, String b, String y) {
    return new OnnxNode(
        name, "", "Gemm", List.of(x, w, b), List.of(y), List.of(OnnxAttribute.of("transB", 1)));
  }

  private static OnnxValueInfo rowsOfThree(String name) {
    return OnnxValueInfo.of(name, OnnxType.FLOAT, OnnxDimension.named("N"), OnnxDimension.of(3));
  }

  private static OnnxModel goldenModel() {
    OnnxGraph graph =
        new OnnxGraph(
            "mlp",
            List.of(
                gemm("fc1", "x", "w1", "b1", "h0"),
                new OnnxNode("act1", "", "Relu", List.of("h0"), List.of("h1"), List.of()),
                gemm("fc2", "h1", "w2", "b2", "logits"),
                new OnnxNode(
                    "sm",
                    "",
                    "Softmax",
                    List.of("logits"),
                    List.of("prob"),
                    List.of(OnnxAttribute.of("axis", -1)))),
            List.of(
                OnnxTensor.of("w1", List.of(2L, 3L), new float[] {1, 2, 3, -1, -2, -3}, 0),
                OnnxTensor.of("b1", List.of(2L), new float[] {0.5f, 0.25f}, 0),
                OnnxTensor.of("w2", List.of(3L, 2L), new float[] {9, 1, -1, 0.5f, 2, -2, 1}, 1),
                OnnxTensor.of("b2", List.of(3L), new float[] {0, 0.1f, -0.1f}, 0)),
            List.of(rowsOfThree("x")),
            List.of(rowsOfThree("prob"), rowsOfThree("logits")));
    return new OnnxModel(
        7,
        List.of(new OnnxModel.OperatorSet("", 13)),
        new OnnxModel.Producer("handmade", "0.1", 1),
        "",
        graph,
        Map.of("k", "v"));
  }

  @Test
  void writesAndReadsTheGoldenFileByteForByte() throws Exception {
    assertEquals(397, golden().length);
    assertEquals(goldenModel(), OnnxFormat.read(golden()));
    assertArrayEquals(golden(), OnnxRuntime.bytes(goldenModel()));
    assertEquals(397, OnnxFormat.length(goldenModel()));
    assertEquals(List.of(), OnnxChecker.violations(goldenModel()));
  }

  @Test
  void computesTheGoldenFileAsByHand() throws Exception {
    Map<String, OnnxArray> outputs =
        OnnxInterpreter.of(goldenModel())
            .run(Map.of("x", OnnxArray.of(List.of(1L, 3L), new float[] {1, 0, -1})));
    assertArrayEquals(
        new float[] {-2.25f, 4.6f, 2.15f},
        Objects.requireNonNull(outputs.get("logits")).floats(),
        1e-6f);
    assertArrayEquals(
        new float[] {9.74344e-4f, 0.91966456f, 0.07936117f},
        Objects.requireNonNull(outputs.get("prob")).floats(),
        1e-7f);
  }

  @Test
  void readsPackedNumbersAndTheLongNameOfTheDomain() throws Exception {
    ProtoWriter set = new ProtoWriter().string(1, "ai.onnx").int64(2, 13);
    byte[] two = {2, 3};
    ProtoWriter tensor = new ProtoWriter();
    tensor.string(1, new String(two, StandardCharsets.UTF_8)).int64(2, 1).string(8, "w");
    byte[] file =
        new ProtoWriter()
            .message(7, new ProtoWriter().message(5, tensor))
            .message(8, set)
            .toBytes();
    OnnxModel model = OnnxFormat.read(file);
    assertEquals(13, model.operatorSet("").orElseThrow());
    assertEquals(List.of(2L, 3L), model.graph().initializers().get(0).shape());
  }

  private static OnnxException refused(byte[] file) {
    return assertThrows(OnnxException.class, () -> OnnxFormat.read(file));
  }

  private static byte[] graph(int field, ProtoWriter message) {
    return new ProtoWriter().message(7, new ProtoWriter().message(field, message)).toBytes();
  }

  private static void refuses(String message, byte[] file) {
    assertEquals("ONNX: " + message, refused(file).getMessage());
  }

  @Test
  void k10RefusesWhatItWouldHaveToTrustOrFetch() {
    refuses("there is no graph; the file was cut short, or is of another kind", new byte[0]);
    refuses(
        "initializer 0 (w) has its values in another file, which are never read",
        graph(5, new ProtoWriter().string(8, "w").message(13, new ProtoWriter())));
    refuses(
        "initializer 0 (w) has its values in another file, which are never read",
        graph(5, new ProtoWriter().string(8, "w").int64(14, 1)));
    refuses(
        "initializer 0 has values outside raw_data, which are not read",
        graph(5, new ProtoWriter().string(4, "0000")));
    refuses(
        "node 0 (n) has an attribute body with tensors, graphs or types, which are never read",
        graph(
            1,
            new ProtoWriter()
                .string(3, "n")
                .message(5, new ProtoWriter().string(1, "body").message(6, new ProtoWriter()))));
    refuses(
        "the graph has sparse initializers, which are never read", graph(15, new ProtoWriter()));
    refuses(
        "the model has training steps, functions or devices of its own, which are never read",
        new ProtoWriter().message(25, new ProtoWriter()).toBytes());
    refuses(
        "the model has two graphs",
        new ProtoWriter().message(7, new ProtoWriter()).message(7, new ProtoWriter()).toBytes());
    ProtoWriter entry = new ProtoWriter().string(1, "k");
    refuses(
        "the metadata has two entries named k",
        new ProtoWriter().message(14, entry).message(14, entry).toBytes());
    ProtoWriter deep = new ProtoWriter();
    for (int i = 0; i < 9; i++) {
      deep.presentInt64(1, 1);
    }
    refuses("initializer 0 has 9 dimensions, at most 8 are read", graph(5, deep));
    assertTrue(refused(new byte[] {'P', 'K', 3, 4, 5, 6}).getMessage().contains("a zip archive"));
  }

  @Test
  void refusesMorePartsThanAnyNetworkHas() {
    ProtoWriter graph = new ProtoWriter();
    for (int i = 0; i <= OnnxReader.MAX_PARTS; i++) {
      graph.string(1, "");
    }
    String message = refused(new ProtoWriter().message(7, graph).toBytes()).getMessage();
    assertTrue(message.contains("more than 1000000 parts"), message);
  }

  @Test
  void c1c2EveryCutAndEveryChangedByteIsReadOrRefusedButNothingElse() throws Exception {
    byte[] golden = golden();
    Map<String, OnnxArray> inputs =
        Map.of("x", OnnxArray.of(List.of(1L, 3L), new float[] {1, 0, -1}));
    for (int length = 0; length < golden.length; length++) {
      accept(Arrays.copyOf(golden, length), inputs);
    }
    for (int i = 0; i < golden.length; i++) {
      for (int mask : new int[] {0x01, 0x80, 0xFF}) {
        byte[] changed = golden.clone();
        changed[i] ^= (byte) mask;
        accept(changed, inputs);
      }
    }
    RandomStream random = new RandomStream(17);
    OnnxCase model = OnnxCase.random(4);
    byte[] export = OnnxRuntime.bytes(model.export(OnnxType.FLOAT).model());
    Map<String, OnnxArray> rows = model.rows(3, OnnxType.FLOAT, 1);
    for (int round = 0; round < 3000; round++) {
      byte[] changed = export.clone();
      for (int k = random.nextInt(8); k >= 0; k--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      accept(changed, rows);
    }
  }

  /** A model that passes the checker must also compute, whatever it computes. */
  private static void accept(byte[] file, Map<String, OnnxArray> inputs) {
    try {
      OnnxInterpreter interpreter = OnnxInterpreter.of(OnnxFormat.read(file));
      interpreter.run(inputs);
    } catch (OnnxException e) {
      assertTrue(e.getMessage().startsWith("ONNX: "), e.getMessage());
    } catch (IllegalArgumentException e) {
      assertTrue(e.toString().contains(": input "), e.toString());
    }
  }
}
