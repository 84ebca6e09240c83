package tributary.jobs;

import java.io.IOException;
import java.util.Optional;
import tributary.data.TargetEncoding;
import tributary.train.StepTimer;
import tributary.train.TrainingParts;

/** Those who follow a run and hold something open: its metrics, its curves, its progress. */
record Recorders(MetricsLog metrics, TensorBoardLog tensorBoard, Progress progress)
    implements AutoCloseable {
  /**
   * Begins the records of one attempt at the run.
   *
   * @param resumed the number of the next step, if the run goes on from a checkpoint
   * @param validated the target of the validation rows, if there are any
   * @param timer knows where the time of the steps goes
   */
  static Recorders begin(
      LoopSettings settings,
      RunDirectory directory,
      Optional<Long> resumed,
      Optional<TargetEncoding> validated,
      Console console,
      StepTimer timer)
      throws IOException {
    var report = settings.config().report();
    var training = settings.config().training();
    long next = resumed.orElse(0L);
    MetricsLog metrics = directory.openMetrics().reportingEvery(training.reportEverySteps());
    try {
      directory.write("resolved.conf", settings.config().render());
      metrics.begin(
          next,
          settings.sampler().batchSize(),
          settings.sampler().stepsPerEpoch(),
          training,
          settings.network());
    } catch (IOException | RuntimeException e) {
      metrics.close();
      throw e;
    }
    // From here on nothing fails: curves are given up with a warning, and progress is only shown.
    TensorBoardLog tensorBoard =
        new TensorBoardLog(
            report.tensorBoard()
                ? directory.openTensorBoard(metrics.attempt())
                : TensorBoardFile.none(),
            training.reportEverySteps());
    tensorBoard.begin(resumed);
    int epoch = Math.toIntExact(next / settings.sampler().stepsPerEpoch());
    Standing standing = Standing.before(settings.outline(validated), next, epoch);
    return new Recorders(metrics, tensorBoard, Progress.begin(standing, report, console, timer));
  }

  TrainingParts follow(TrainingParts parts) {
    return parts.withListener(progress).withListener(metrics).withListener(tensorBoard);
  }

  @Override
  public void close() throws IOException {
    // The progress first: it may hold the terminal.
    progress.close();
    tensorBoard.close();
    metrics.close();
  }
}
