package tributary.jobs.config;

import java.util.Optional;
import tributary.train.AsyncCheckpointStore;

/**
 * The section {@code checkpoint}.
 *
 * @param everySteps steps between checkpoints; 0 for none
 * @param resume {@link #RESUME_AUTO}, {@link #RESUME_NEVER} or the path of a checkpoint
 * @param force whether to go on in spite of other data or settings
 * @param keep how many of the newest checkpoints stay, beside the best one
 * @param onError what becomes of a run whose checkpoint cannot be written
 */
public record CheckpointConfig(
    int everySteps, String resume, boolean force, int keep, AsyncCheckpointStore.OnError onError) {
  /** Goes on from the newest checkpoint in the run directory if there is one. */
  public static final String RESUME_AUTO = "auto";

  /** Begins anew. */
  public static final String RESUME_NEVER = "never";

  static CheckpointConfig read(Section in) {
    ValueReader<String> resume =
        new ValueReader<>(
            "auto, never or the path of a checkpoint", ValueReader.nonEmptyText().parser());
    CheckpointConfig config =
        new CheckpointConfig(
            in.integer("everySteps", 0),
            in.get("resume", resume),
            in.get("force", ValueReader.flag()),
            in.integer("keep", 1),
            in.get("onError", ValueReader.choice(AsyncCheckpointStore.OnError.class)));
    in.done();
    return config;
  }

  /** The checkpoint to begin from, if one is named. */
  public Optional<String> resumePath() {
    boolean word = resume.equals(RESUME_AUTO) || resume.equals(RESUME_NEVER);
    return word ? Optional.empty() : Optional.of(resume);
  }
}
