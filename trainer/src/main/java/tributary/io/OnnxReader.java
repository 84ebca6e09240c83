package tributary.io;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one model. Messages nest only as deep as these methods call each other, every length is
 * checked against the bytes that are there, and nothing is allocated for what is not.
 */
final class OnnxReader {
  /** More than any network has, and few enough that a hostile file cannot fill the heap. */
  static final int MAX_PARTS = 1_000_000;

  private static final int MAX_RANK = 8;

  private int parts;
  private String place = "the model";

  OnnxModel read(byte[] file) throws OnnxException {
    try {
      return model(new ProtoReader(file), file);
    } catch (ProtoException e) {
      throw new OnnxException(
          place + ": " + e.getMessage() + "; " + ForeignFile.hint(start(file)), e);
    }
  }

  private static byte[] start(byte[] file) {
    return java.util.Arrays.copyOf(file, Math.min(file.length, 8));
  }

  private OnnxModel model(ProtoReader in, byte[] file) throws ProtoException, OnnxException {
    long irVersion = 0;
    long modelVersion = 0;
    String producer = "";
    String producerVersion = "";
    String description = "";
    @Nullable OnnxGraph graph = null;
    List<OnnxModel.OperatorSet> sets = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> irVersion = in.int64();
        case 2 -> producer = in.string();
        case 3 -> producerVersion = in.string();
        case 5 -> modelVersion = in.int64();
        case 6 -> description = in.string();
        case 7 -> {
          if (graph != null) {
            throw new OnnxException("the model has two graphs");
          }
          graph = graph(in.message());
          place = "the model";
        }
        case 8 -> sets.add(operatorSet(counted(in)));
        case 14 -> metadata(counted(in), metadata);
        case 20, 25, 26 -> throw notRead("training steps, functions or devices of its own");
        default -> in.skip();
      }
    }
    if (graph == null) {
      throw new OnnxException("there is no graph; " + ForeignFile.hint(start(file)));
    }
    return new OnnxModel(
        irVersion,
        sets,
        new OnnxModel.Producer(producer, producerVersion, modelVersion),
        description,
        graph,
        metadata);
  }

  private OnnxType elementType(ProtoReader in) throws ProtoException, OnnxException {
    long code = in.int64();
    return OnnxType.of(code)
        .orElseThrow(() -> notRead("elements of type " + code + " (of which only a few)"));
  }

  private OnnxAttribute.Kind kind(ProtoReader in) throws ProtoException, OnnxException {
    long code = in.int64();
    return OnnxAttribute.Kind.of(code)
        .orElseThrow(() -> notRead("an attribute of type " + code + " (a graph or a tensor)"));
  }

  private OnnxException notRead(String what) {
    return new OnnxException(place + " has " + what + ", which are never read");
  }

  private ProtoReader counted(ProtoReader in) throws ProtoException, OnnxException {
    count();
    return in.message();
  }

  private void count() throws OnnxException {
    if (++parts > MAX_PARTS) {
      throw new OnnxException(
          place + ": there are more than " + MAX_PARTS + " parts, which is more than is read");
    }
  }

  private static OnnxModel.OperatorSet operatorSet(ProtoReader in) throws ProtoException {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.string();
        case 2 -> version = in.int64();
        default -> in.skip();
      }
    }
    // Both are ONNX's own names for its own domain.
    return new OnnxModel.OperatorSet(ownDomain(domain), version);
  }

  private static String ownDomain(String domain) {
    return domain.equals("ai.onnx") ? OnnxFormat.DEFAULT_DOMAIN : domain;
  }

  private static void metadata(ProtoReader in, Map<String, String> metadata)
      throws ProtoException, OnnxException {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.string();
        case 2 -> value = in.string();
        default -> in.skip();
      }
    }
    if (metadata.putIfAbsent(key, value) != null) {
      throw new OnnxException("the metadata has two entries named " + key);
    }
  }

  private OnnxGraph graph(ProtoReader in) throws ProtoException, OnnxException {
    place = "the graph";
    String name = "";
    List<OnnxNode> nodes = new ArrayList<>();
    List<OnnxTensor> initializers = new ArrayList<>();
    List<OnnxValueInfo> inputs = new ArrayList<>();
    List<OnnxValueInfo> outputs = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          place = "node " + nodes.size();
          nodes.add(node(counted(in)));
        }
        case 2 -> name = in.string();
        case 5 -> {
          place = "initializer " + initializers.size();
          initializers.add(tensor(counted(in)));
        }
        case 11 -> {
          place = "input " + inputs.size();
          inputs.add(value(counted(in)));
        }
        case 12 -> {
          place = "output " + outputs.size();
          outputs.add(value(counted(in)));
        }
        case 15 -> throw notRead("sparse initializers");
        default -> in.skip();
      }
      place = "the graph";
    }
    return new OnnxGraph(name, nodes, initializers, inputs, outputs);
  }

  private OnnxNode node(ProtoReader in) throws ProtoException, OnnxException {
    String name = "";
    String op = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<OnnxAttribute> attributes = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> inputs.add(countedString(in));
        case 2 -> outputs.add(countedString(in));
        case 3 -> {
          name = in.string();
          place += " (" + name + ")";
        }
        case 4 -> op = in.string();
        case 5 -> attributes.add(attribute(counted(in)));
        case 7 -> domain = ownDomain(in.string());
        default -> in.skip();
      }
    }
    return new OnnxNode(name, domain, op, inputs, outputs, attributes);
  }

  private String countedString(ProtoReader in) throws ProtoException, OnnxException {
    count();
    return in.string();
  }

  private OnnxAttribute attribute(ProtoReader in) throws ProtoException, OnnxException {
    String name = "";
    OnnxAttribute.Kind type = OnnxAttribute.Kind.UNDEFINED;
    @Nullable Object value = null;
    List<Object> values = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.string();
        case 2 -> value = once(value, in.float32());
        case 3 -> value = once(value, in.int64());
        case 4 -> value = once(value, in.string());
        case 7 -> floats(in, values);
        case 8 -> integers(in, values);
        case 9 -> values.add(countedString(in));
        case 20 -> type = kind(in);
        case 5, 6, 10, 11, 14, 15, 22, 23 ->
            throw notRead("an attribute " + name + " with tensors, graphs or types");
        default -> in.skip();
      }
    }
    if (!values.isEmpty()) {
      once(value, values);
      return new OnnxAttribute(name, type, List.copyOf(values));
    }
    return new OnnxAttribute(name, type, value == null ? empty(type) : value);
  }

  private Object once(@Nullable Object before, Object value) throws OnnxException {
    if (before != null) {
      throw new OnnxException(place + " has an attribute with two values");
    }
    return value;
  }

  /** What a writer that leaves out zeros means by leaving everything out. */
  private static Object empty(OnnxAttribute.Kind type) {
    return switch (type) {
      case FLOAT -> 0f;
      case INT -> 0L;
      case UNDEFINED, STRING -> "";
      case FLOATS, INTS, STRINGS -> List.of();
    };
  }

  private void floats(ProtoReader in, List<Object> values) throws ProtoException, OnnxException {
    if (!in.isBytes()) {
      count();
      values.add(in.float32());
      return;
    }
    ProtoReader packed = in.message();
    while (packed.hasRemaining()) {
      count();
      values.add(packed.packedFloat32());
    }
  }

  private void integers(ProtoReader in, List<Object> values) throws ProtoException, OnnxException {
    if (!in.isBytes()) {
      count();
      values.add(in.int64());
      return;
    }
    ProtoReader packed = in.message();
    while (packed.hasRemaining()) {
      count();
      values.add(packed.packedInt64());
    }
  }

  private OnnxTensor tensor(ProtoReader in) throws ProtoException, OnnxException {
    String name = "";
    OnnxType type = OnnxType.UNDEFINED;
    List<Object> shape = new ArrayList<>();
    ByteBuffer data = ByteBuffer.allocate(0);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> integers(in, shape);
        case 2 -> type = elementType(in);
        case 8 -> {
          name = in.string();
          place += " (" + name + ")";
        }
        case 9 -> data = in.rawBytes();
        case 4, 5, 6, 7, 10, 11 ->
            throw new OnnxException(place + " has values outside raw_data, which are not read");
        case 13 -> throw notRead("its values in another file");
        case 14 -> {
          if (in.int64() != 0) {
            throw notRead("its values in another file");
          }
        }
        default -> in.skip();
      }
    }
    requireRank(shape);
    return new OnnxTensor(name, type, shape.stream().map(size -> (Long) size).toList(), data);
  }

  private void requireRank(List<?> shape) throws OnnxException {
    if (shape.size() > MAX_RANK) {
      throw new OnnxException(
          place + " has " + shape.size() + " dimensions, at most " + MAX_RANK + " are read");
    }
  }

  private OnnxValueInfo value(ProtoReader in) throws ProtoException, OnnxException {
    String name = "";
    OnnxValueInfo typed = new OnnxValueInfo("", OnnxType.UNDEFINED, Optional.empty());
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          name = in.string();
          place += " (" + name + ")";
        }
        case 2 -> typed = type(in.message());
        default -> in.skip();
      }
    }
    return new OnnxValueInfo(name, typed.type(), typed.shape());
  }

  private OnnxValueInfo type(ProtoReader in) throws ProtoException, OnnxException {
    OnnxType type = OnnxType.UNDEFINED;
    Optional<List<OnnxDimension>> shape = Optional.empty();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          ProtoReader tensor = in.message();
          while (tensor.next()) {
            switch (tensor.field()) {
              case 1 -> type = elementType(tensor);
              case 2 -> shape = Optional.of(shape(tensor.message()));
              default -> tensor.skip();
            }
          }
        }
        case 4, 5, 8, 9 -> throw notRead("sequences, maps or sparse tensors");
        default -> in.skip();
      }
    }
    return new OnnxValueInfo("", type, shape);
  }

  private List<OnnxDimension> shape(ProtoReader in) throws ProtoException, OnnxException {
    List<OnnxDimension> shape = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        shape.add(dimension(counted(in)));
      } else {
        in.skip();
      }
    }
    requireRank(shape);
    return shape;
  }

  /** A dimension that says nothing is one that each call chooses. */
  private static OnnxDimension dimension(ProtoReader in) throws ProtoException {
    OnnxDimension dimension = OnnxDimension.named("?");
    while (in.next()) {
      switch (in.field()) {
        case 1 -> dimension = OnnxDimension.of(in.int64());
        case 2 -> dimension = OnnxDimension.named(in.string());
        default -> in.skip();
      }
    }
    return dimension;
  }
}
