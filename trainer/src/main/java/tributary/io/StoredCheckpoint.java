package tributary.io;

import java.util.Map;
import tributary.train.Checkpoint;

/** A checkpoint as it was read, with the settings of the run that wrote it. */
public record StoredCheckpoint(Checkpoint checkpoint, Map<String, String> settings) {
  public StoredCheckpoint {
    settings = Map.copyOf(settings);
  }
}
