package tributary.train;

import java.util.Optional;

/** Where checkpoints lie. */
public interface CheckpointStore {
  /** Keeps the checkpoint; when this returns, {@link #latest} gives it, whatever happens then. */
  void save(Checkpoint checkpoint);

  /** The last one saved; empty if there is none. */
  Optional<Checkpoint> latest();
}
