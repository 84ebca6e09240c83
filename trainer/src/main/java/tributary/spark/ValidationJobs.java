package tributary.spark;

import org.apache.spark.SparkContext;
import tributary.train.EvaluationSum;
import tributary.train.Evaluator;
import tributary.train.NonFiniteReport;
import tributary.train.StepId;
import tributary.train.StepReport;
import tributary.train.TrainingListener;

/** Measures the validation rows in Spark jobs that say after which step they come. */
public final class ValidationJobs implements Evaluator, TrainingListener {
  private final SparkContext context;
  private final Evaluator evaluator;
  private StepId last = new StepId(0, 0, 0);

  public ValidationJobs(SparkContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  @Override
  public void onStep(StepReport report) {
    last = report.step();
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    last = report.step();
  }

  @Override
  public EvaluationSum evaluate(float[] weights) {
    return JobDescription.during(
        context,
        "validation after step " + last.number() + ", epoch " + last.epoch(),
        () -> evaluator.evaluate(weights));
  }
}
