package tributary.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import tributary.train.Checkpoint;
import tributary.train.CheckpointStore;

/** Saves only for as long as the run directory is this run's own. */
record OwnFolderStore(CheckpointStore target, RunDirectory directory) implements CheckpointStore {
  @Override
  public void save(Checkpoint checkpoint) {
    try {
      directory.requireHeld();
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint: " + e.getMessage(), e);
    }
    target.save(checkpoint);
  }

  @Override
  public Optional<Checkpoint> latest() {
    return target.latest();
  }
}
