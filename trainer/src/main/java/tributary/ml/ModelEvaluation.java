package tributary.ml;

import java.util.OptionalDouble;
import tributary.train.Evaluation;

/** How good a model is on a table; printing it shows what there is. */
public final class ModelEvaluation {
  private final Evaluation evaluation;

  ModelEvaluation(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** Rows that were evaluated. */
  public long examples() {
    return evaluation.examples();
  }

  /** The mean loss, in the network's units. */
  public double loss() {
    return evaluation.loss();
  }

  /** The share of rows whose class is right. */
  public double accuracy() {
    return require("accuracy", evaluation.accuracy());
  }

  /** The area under the ROC curve of two classes. */
  public double auc() {
    return require("auc", evaluation.auc());
  }

  /** 1 − Σ(prediction − label)² / Σ(label − mean)². */
  public double r2() {
    return require("r2", evaluation.r2());
  }

  /** The root of the mean squared error, in the label's units. */
  public double rmse() {
    return require("rmse", evaluation.rmse());
  }

  /** The mean absolute error, in the label's units. */
  public double mae() {
    return require("mae", evaluation.mae());
  }

  private double require(String metric, OptionalDouble value) {
    return value.orElseThrow(
        () ->
            new IllegalStateException(
                metric
                    + ": there is none for this model and table; there are "
                    + String.join(", ", evaluation.byName().keySet())));
  }

  /** Prints {@link #toString} on standard output. */
  public void show() {
    System.out.println(this);
  }

  @Override
  public String toString() {
    return evaluation.examples() + " rows: " + evaluation.describe();
  }
}
