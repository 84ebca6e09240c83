package tributary.train;

import java.util.Optional;

/** Where checkpoints lie. */
public interface CheckpointStore {
  /** Keeps the checkpoint: {@link #latest} gives it from then on. */
  void save(Checkpoint checkpoint);

  /** The last one saved; empty if there is none. */
  Optional<Checkpoint> latest();
}
