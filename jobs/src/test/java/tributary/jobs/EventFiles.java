package tributary.jobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tributary.io.TensorBoardEvent;
import tributary.io.TensorBoardReader;

/** The event files that a run has left. */
final class EventFiles {
  private EventFiles() {}

  /** In the order of their names, as TensorBoard reads them. */
  static List<Path> of(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("tensorboard"))) {
      return files.sorted().toList();
    }
  }

  static List<TensorBoardEvent> read(Path file) throws IOException {
    return new TensorBoardReader(new ByteArrayInputStream(Files.readAllBytes(file))).rest();
  }

  /** Every scalar, by {@code tag @ step}. Tags that are told twice at one step are an error. */
  static Map<String, Float> scalars(List<TensorBoardEvent> events) {
    Map<String, Float> scalars = new TreeMap<>();
    for (TensorBoardEvent event : events) {
      event
          .scalars()
          .forEach(
              (tag, value) -> {
                if (scalars.put(at(tag, event.step()), value) != null) {
                  throw new IllegalStateException("twice: " + at(tag, event.step()));
                }
              });
    }
    return scalars;
  }

  static String at(String tag, long step) {
    return tag + " @ " + step;
  }
}
