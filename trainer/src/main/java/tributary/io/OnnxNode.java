package tributary.io;

import java.util.List;
import java.util.Optional;

/**
 * One operation of a graph.
 *
 * @param inputs names of values; an empty name stands for an input that is left out
 * @param domain of the operation, empty for ONNX's own
 */
public record OnnxNode(
    String name,
    String domain,
    String op,
    List<String> inputs,
    List<String> outputs,
    List<OnnxAttribute> attributes) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
  }

  /** How a message names it, also where it has no name. */
  String label() {
    String called = name.isEmpty() ? "without a name that gives " + outputs : name;
    return "node " + called + " (" + op + ")";
  }

  Optional<OnnxAttribute> attribute(String wanted) {
    return attributes.stream().filter(a -> a.name().equals(wanted)).findFirst();
  }

  long integer(String wanted, long ifAbsent) {
    return attribute(wanted)
        .map(OnnxAttribute::value)
        .map(v -> v instanceof Long number ? number : ifAbsent)
        .orElse(ifAbsent);
  }

  float number(String wanted, float ifAbsent) {
    return attribute(wanted)
        .map(OnnxAttribute::value)
        .map(v -> v instanceof Float number ? number : ifAbsent)
        .orElse(ifAbsent);
  }

  List<Long> integers(String wanted) {
    return list(wanted, Long.class);
  }

  List<String> strings(String wanted) {
    return list(wanted, String.class);
  }

  private <T> List<T> list(String wanted, Class<T> type) {
    return attribute(wanted)
        .map(OnnxAttribute::value)
        .map(v -> v instanceof List<?> list ? list : List.of())
        .orElse(List.of())
        .stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
