package tributary.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleKind;

/**
 * Parameters of an estimator that are each right but do not go together.
 *
 * <p>Those that merely have no effect beside others are no mistake here: a grid may well set the
 * momentum of one optimizer beside another.
 */
final class ParamContradictions {
  private final MlpEstimator<?, ?> estimator;

  private ParamContradictions(MlpEstimator<?, ?> estimator) {
    this.estimator = estimator;
  }

  /**
   * @throws IllegalArgumentException for the first contradiction
   */
  static void refuse(MlpEstimator<?, ?> estimator) {
    ParamContradictions contradictions = new ParamContradictions(estimator);
    contradictions.network();
    contradictions.validation();
    contradictions.optimizer();
  }

  private void network() {
    int networks = (isSet(estimator.hiddenLayers()) ? 1 : 0) + (isSet(estimator.layers()) ? 1 : 0);
    if (networks + (isSet(estimator.network()) ? 1 : 0) > 1) {
      throw refused("of hiddenLayers, layers and network more than one is set; clear all but one");
    }
    requireAlone(estimator.network(), List.of(estimator.loss(), estimator.activation()));
    requireAlone(estimator.layers(), List.of(estimator.activation()));
  }

  private void requireAlone(Param<?> given, List<Param<?>> others) {
    for (Param<?> other : others) {
      if (isSet(given) && isSet(other)) {
        throw refused(
            given.name()
                + " and "
                + other.name()
                + " are both set but "
                + given.name()
                + " says it all; clear one of them");
      }
    }
  }

  private void validation() {
    boolean indicator = estimator.indicator().isPresent();
    boolean fraction = estimator.getValidationFraction() > 0;
    if (indicator && fraction) {
      throw refused(
          "validationIndicatorCol and validationFraction are both set; validation rows come from one"
              + " of them, clear the other");
    }
    if (!indicator && !fraction) {
      requireNoneWanted("patience", estimator.getPatience());
      requireNoneWanted("validateEverySteps", estimator.getValidateEverySteps());
    }
  }

  private void requireNoneWanted(String name, int value) {
    if (value > 0) {
      throw refused(
          name
              + " is "
              + value
              + " but there are no validation rows; set validationFraction or"
              + " validationIndicatorCol, or "
              + name
              + " to 0");
    }
  }

  private void optimizer() {
    boolean sgd = estimator.getOptimizer().equals(Words.of(OptimizerKind.SGD));
    if (sgd && estimator.getNesterov() && estimator.getMomentum() == 0) {
      throw refused("nesterov is set but momentum is 0; set a momentum such as 0.9");
    }
    boolean warm = !estimator.getSchedule().equals(Words.of(ScheduleKind.ONE_CYCLE));
    if (warm && estimator.getWarmupEpochs() >= estimator.getEpochs()) {
      throw refused(
          "warmupEpochs is "
              + estimator.getWarmupEpochs()
              + " but there are "
              + estimator.getEpochs()
              + " epochs, so that the warm-up would never end; lower it or train longer");
    }
  }

  private boolean isSet(Param<?> param) {
    return estimator.isSet(param);
  }

  private IllegalArgumentException refused(String message) {
    return new IllegalArgumentException(estimator.uid() + ": " + message);
  }
}
