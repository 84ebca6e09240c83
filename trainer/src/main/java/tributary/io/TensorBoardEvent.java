package tributary.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tributary.train.Histogram;

/**
 * What one record of an event file says; anything else that it may hold is passed over.
 *
 * @param wallTime in seconds since 1970
 * @param fileVersion in the first record of a file
 * @param start whether a run goes on here, so that earlier records of this step and of later ones
 *     no longer count
 * @param scalars by tag, in the file's order; the last of a tag's counts
 * @param histograms by tag, likewise
 */
public record TensorBoardEvent(
    double wallTime,
    long step,
    Optional<String> fileVersion,
    boolean start,
    Map<String, Float> scalars,
    Map<String, Histogram> histograms) {
  public TensorBoardEvent {
    scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
    histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
  }
}
