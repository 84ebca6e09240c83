package tributary.jobs;

import java.io.IOException;
import tributary.io.ModelDescription;
import tributary.io.ParityReport;
import tributary.io.ParitySample;
import tributary.io.Scorer;
import tributary.linalg.Gemms;
import tributary.ml.ModelDirectory;

/** Whether a model still predicts what it did when it was saved. */
final class ModelVerifier {
  private ModelVerifier() {}

  /**
   * Computes the model's parity sample again.
   *
   * @return a report that agrees
   * @throws IOException if the model has no sample, or predicts something else
   */
  static ParityReport verify(ModelDirectory stored) throws IOException {
    ParityReport report = sample(stored).check(Scorer.of(stored.description(), stored.weights()));
    report.requireAgreement(
        stored.path(),
        "the files are whole, so this machine or this version computes something else ("
            + Gemms.describe()
            + "); predict where the model was saved, or save it again here if its metrics hold");
    return report;
  }

  private static ParitySample sample(ModelDirectory stored) throws IOException {
    ModelDescription description = stored.description();
    return stored
        .parity()
        .orElseThrow(
            () ->
                new IOException(
                    "%s: a model of format version %d has no parity sample to be verified by;"
                            .formatted(stored.path(), description.formatVersion())
                        + " train it or save it again"));
  }
}
