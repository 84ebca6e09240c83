package tributary.train;

import tributary.data.RandomStream;

/**
 * Step s pulls the weights towards a point of its own: loss ½‖w − c(s)‖², gradient w − c(s), each
 * times a weight sum of its own. Written by hand, so that a test can redo it.
 */
final class QuadraticSource implements GradientSource {
  /** What to break. */
  interface Fault {
    GradientSum apply(StepId step, GradientSum sum);
  }

  private final Fault fault;

  QuadraticSource() {
    this((step, sum) -> sum);
  }

  QuadraticSource(Fault fault) {
    this.fault = fault;
  }

  static float centre(StepId step, int i) {
    return (float) RandomStream.unit(RandomStream.hash(step.epoch(), step.inEpoch(), i));
  }

  static double weight(StepId step) {
    return 0.5 + step.inEpoch();
  }

  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
    float[] gradient = new float[weights.length];
    double loss = 0;
    for (int i = 0; i < weights.length; i++) {
      double d = weights[i] - centre(step, i);
      gradient[i] = (float) (weight(step) * d);
      loss += weight(step) * 0.5 * d * d;
    }
    return fault.apply(step, new GradientSum(gradient, loss, weight(step), 3));
  }

  @Override
  public void close() {}
}
