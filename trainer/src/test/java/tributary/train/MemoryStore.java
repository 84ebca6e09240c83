package tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps every checkpoint. */
final class MemoryStore implements CheckpointStore {
  final List<Checkpoint> saved = new ArrayList<>();

  @Override
  public void save(Checkpoint checkpoint) {
    saved.add(checkpoint);
  }

  @Override
  public Optional<Checkpoint> latest() {
    return saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1));
  }
}
