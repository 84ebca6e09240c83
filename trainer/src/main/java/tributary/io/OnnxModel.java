package tributary.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An ONNX file as a value.
 *
 * @param irVersion 0 if none was given
 * @param metadata in the order of the file
 */
public record OnnxModel(
    long irVersion,
    List<OperatorSet> operatorSets,
    Producer producer,
    String description,
    OnnxGraph graph,
    Map<String, String> metadata) {
  /** Which version of which operations the graph's nodes mean; ONNX's own have no domain. */
  public record OperatorSet(String domain, long version) {}

  /** Who wrote the file, and which version of the model it is. */
  public record Producer(String name, String version, long modelVersion) {}

  public OnnxModel {
    operatorSets = List.copyOf(operatorSets);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** The version of a domain's operations; empty if the model imports none. */
  OptionalLong operatorSet(String domain) {
    return operatorSets.stream()
        .filter(set -> set.domain().equals(domain))
        .mapToLong(OperatorSet::version)
        .findFirst();
  }
}
