package tributary.ml;

import java.util.List;

/**
 * What came of predicting a whole table.
 *
 * @param rows how many there were
 * @param warnings what was found odd in the input but could be used, a sentence each
 */
public record PredictionReport(long rows, List<String> warnings) {
  public PredictionReport {
    warnings = List.copyOf(warnings);
  }
}
