package tributary.io;

import java.util.Map;
import java.util.Optional;
import tributary.train.Checkpoint;

/**
 * A checkpoint as it was read, with the settings of the run that wrote it.
 *
 * @param manifest empty for the file alone, and for checkpoints from before there were manifests
 */
public record StoredCheckpoint(
    Checkpoint checkpoint, Map<String, String> settings, Optional<CheckpointManifest> manifest) {
  public StoredCheckpoint {
    settings = Map.copyOf(settings);
  }

  /**
   * With the mark that it was found by.
   *
   * @throws CheckpointFormatException if the mark is another checkpoint's
   */
  public StoredCheckpoint under(CheckpointManifest mark) throws CheckpointFormatException {
    mark.requireOf(this);
    return new StoredCheckpoint(checkpoint, settings, Optional.of(mark));
  }
}
