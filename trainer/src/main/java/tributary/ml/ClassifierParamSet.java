package tributary.ml;

import java.util.Arrays;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;

/** The parameters of a classifier. */
public final class ClassifierParamSet extends MlpParamSet {
  private static final long serialVersionUID = 1L;

  final Param<String> rawPredictionCol;
  final Param<String> probabilityCol;
  final DoubleArrayParam thresholds;

  ClassifierParamSet(Params owner) {
    super(owner, Task.CLASSIFICATION);
    rawPredictionCol =
        output(
            "rawPredictionCol",
            "the column that the logits go to, of two classes −/+ the log-odds");
    probabilityCol = output("probabilityCol", "the column that the probabilities go to");
    thresholds =
        new DoubleArrayParam(
            owner,
            "thresholds",
            "one per class: the class with the largest probability / threshold is predicted; at"
                + " most one may be 0",
            check("thresholds", values -> fits(owner, values)));
  }

  @Override
  ParamMap defaults() {
    return super.defaults()
        .put(rawPredictionCol, "rawPrediction")
        .put(probabilityCol, "probability");
  }

  private static Object fits(Params owner, double[] thresholds) {
    boolean inRange =
        Arrays.stream(thresholds).allMatch(t -> t >= 0 && t < Double.POSITIVE_INFINITY);
    if (!inRange || Arrays.stream(thresholds).filter(t -> t == 0).count() > 1) {
      throw new IllegalArgumentException(
          owner.uid()
              + ": thresholds is "
              + Arrays.toString(thresholds)
              + "; it must be numbers of at least 0, not more than one of them 0");
    }
    return true;
  }
}
