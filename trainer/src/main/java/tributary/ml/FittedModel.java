package tributary.ml;

import java.util.List;
import java.util.Optional;
import tributary.io.ModelDescription;

/**
 * What a fit leaves: all of a model but its parameters.
 *
 * @param weights flat; nobody writes them any more
 * @param labels the names of the classes, where the label column had them; else empty
 * @param summary of the training, where it is known
 */
record FittedModel(
    ModelDescription description,
    float[] weights,
    List<String> labels,
    Optional<TrainingSummary> summary) {
  FittedModel {
    labels = List.copyOf(labels);
  }
}
