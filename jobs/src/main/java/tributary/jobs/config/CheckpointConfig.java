package tributary.jobs.config;

import java.util.Optional;

/**
 * The section {@code checkpoint}.
 *
 * @param everySteps steps between checkpoints; 0 for none
 * @param resume {@link #RESUME_AUTO}, {@link #RESUME_NEVER} or the path of a checkpoint
 * @param keep how many of the newest checkpoints stay
 */
public record CheckpointConfig(int everySteps, String resume, int keep) {
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
            in.integer("everySteps", 0), in.get("resume", resume), in.integer("keep", 1));
    in.done();
    return config;
  }

  /** The checkpoint to begin from, if one is named. */
  public Optional<String> resumePath() {
    boolean word = resume.equals(RESUME_AUTO) || resume.equals(RESUME_NEVER);
    return word ? Optional.empty() : Optional.of(resume);
  }
}
