package tributary.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sections {@code data.validation} and {@code data.test}: rows that are not trained on.
 *
 * @param fraction this part of the rows of {@code data.path}, drawn by the seed; 0 for none
 * @param path rows of their own; empty for none
 * @param format the format of {@code path}; empty for that of {@code data}
 * @param options reader options for {@code path}, laid over those of {@code data}
 */
public record HeldOutConfig(
    double fraction, List<String> path, Optional<String> format, Map<String, String> options) {
  public HeldOutConfig {
    path = List.copyOf(path);
    options = Map.copyOf(options);
  }

  static HeldOutConfig read(Section in, DataPaths paths) {
    HeldOutConfig config =
        new HeldOutConfig(
            in.get("fraction", ValueReader.number(Range.fraction())),
            paths.resolve(in.get("path", ValueReader.texts())),
            in.optional("format", ValueReader.nonEmptyText()),
            in.get("options", ValueReader.plainMap()));
    in.done();
    return config;
  }

  /** Whether there are such rows at all. */
  public boolean isGiven() {
    return fraction > 0 || !path.isEmpty();
  }
}
