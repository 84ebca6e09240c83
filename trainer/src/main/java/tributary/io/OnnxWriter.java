package tributary.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model's bytes in pieces, so that neither the tensors' values nor any message is copied into the
 * message around it.
 */
final class OnnxWriter {
  private static final int CHUNK_LENGTH = 1 << 16;

  private final List<ByteBuffer> pieces = new ArrayList<>();

  private OnnxWriter() {}

  static OnnxWriter of(OnnxModel model) {
    OnnxWriter graph = new OnnxWriter();
    graph.addGraph(model.graph());
    OnnxWriter whole = new OnnxWriter();
    OnnxModel.Producer producer = model.producer();
    ProtoWriter head = new ProtoWriter().int64(1, model.irVersion());
    present(head, 2, producer.name());
    present(head, 3, producer.version());
    head.int64(5, producer.modelVersion());
    present(head, 6, model.description());
    whole.add(head.lengthPrefix(7, graph.length()));
    whole.pieces.addAll(graph.pieces);
    whole.add(tail(model));
    return whole;
  }

  long length() {
    return pieces.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  void writeTo(OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK_LENGTH];
    for (ByteBuffer piece : pieces) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        int length = Math.min(chunk.length, rest.remaining());
        rest.get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
  }

  private void add(ProtoWriter message) {
    pieces.add(ByteBuffer.wrap(message.toBytes()));
  }

  private static void present(ProtoWriter message, int field, String text) {
    if (!text.isEmpty()) {
      message.string(field, text);
    }
  }

  private static ProtoWriter tail(OnnxModel model) {
    ProtoWriter tail = new ProtoWriter();
    for (OnnxModel.OperatorSet set : model.operatorSets()) {
      ProtoWriter message = new ProtoWriter();
      present(message, 1, set.domain());
      tail.message(8, message.int64(2, set.version()));
    }
    model
        .metadata()
        .forEach(
            (key, value) -> tail.message(14, new ProtoWriter().string(1, key).string(2, value)));
    return tail;
  }

  private void addGraph(OnnxGraph graph) {
    ProtoWriter head = new ProtoWriter();
    graph.nodes().forEach(node -> head.message(1, node(node)));
    present(head, 2, graph.name());
    add(head);
    graph.initializers().forEach(this::addTensor);
    ProtoWriter tail = new ProtoWriter();
    graph.inputs().forEach(input -> tail.message(11, value(input)));
    graph.outputs().forEach(output -> tail.message(12, value(output)));
    add(tail);
  }

  private void addTensor(OnnxTensor tensor) {
    ProtoWriter head = new ProtoWriter();
    tensor.shape().forEach(size -> head.presentInt64(1, size));
    head.int64(2, tensor.type().code());
    present(head, 8, tensor.name());
    byte[] start = head.lengthPrefix(9, tensor.data().remaining()).toBytes();
    add(new ProtoWriter().lengthPrefix(5, (long) start.length + tensor.data().remaining()));
    pieces.add(ByteBuffer.wrap(start));
    pieces.add(tensor.data());
  }

  private static ProtoWriter node(OnnxNode node) {
    ProtoWriter message = new ProtoWriter();
    node.inputs().forEach(input -> message.string(1, input));
    node.outputs().forEach(output -> message.string(2, output));
    present(message, 3, node.name());
    present(message, 4, node.op());
    node.attributes().forEach(attribute -> message.message(5, attribute(attribute)));
    present(message, 7, node.domain());
    return message;
  }

  private static ProtoWriter attribute(OnnxAttribute attribute) {
    ProtoWriter message = new ProtoWriter();
    present(message, 1, attribute.name());
    if (attribute.value() instanceof List<?> values) {
      values.forEach(value -> element(message, value, 5));
    } else {
      element(message, attribute.value(), 0);
    }
    return message.int64(20, attribute.type().code());
  }

  /** Lists of numbers and strings are fields 7 to 9, single ones 2 to 4. */
  private static void element(ProtoWriter message, Object value, int list) {
    if (value instanceof Float number) {
      message.presentFloat32(2 + list, number);
    } else if (value instanceof Long number) {
      message.presentInt64(3 + list, number);
    } else {
      message.string(4 + list, (String) value);
    }
  }

  private static ProtoWriter value(OnnxValueInfo value) {
    ProtoWriter message = new ProtoWriter();
    present(message, 1, value.name());
    if (value.type() == OnnxType.UNDEFINED && value.shape().isEmpty()) {
      return message;
    }
    ProtoWriter tensor = new ProtoWriter().int64(1, value.type().code());
    Optional<List<OnnxDimension>> shape = value.shape();
    if (shape.isPresent()) {
      ProtoWriter dimensions = new ProtoWriter();
      shape.get().forEach(dimension -> dimensions.message(1, dimension(dimension)));
      tensor.message(2, dimensions);
    }
    return message.message(2, new ProtoWriter().message(1, tensor));
  }

  private static ProtoWriter dimension(OnnxDimension dimension) {
    return dimension.isFixed()
        ? new ProtoWriter().presentInt64(1, dimension.size())
        : new ProtoWriter().string(2, dimension.name());
  }
}
