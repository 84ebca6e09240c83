package tributary.jobs;

import java.io.UncheckedIOException;
import java.util.Optional;
import tributary.train.AsyncCheckpointStore;
import tributary.train.TrainingParts;
import tributary.train.TrainingResult.Status;

/** The writing of checkpoints beside a run, if it writes any. */
record Saving(Optional<AsyncCheckpointStore> store) implements AutoCloseable {
  TrainingParts into(TrainingParts parts) {
    return store.map(parts::withCheckpoints).orElse(parts);
  }

  /**
   * Waits for the last checkpoint, once everything else is written.
   *
   * @throws RuntimeException if it failed and the run is to be resumed from it
   */
  void end(Status status, Console console) {
    try {
      close();
    } catch (UncheckedIOException e) {
      if (status == Status.INTERRUPTED) {
        throw e;
      }
      console.line(
          "note", "the last checkpoint was not written (" + e.getMessage() + "); the model was");
    }
  }

  @Override
  public void close() {
    store.ifPresent(AsyncCheckpointStore::close);
  }
}
