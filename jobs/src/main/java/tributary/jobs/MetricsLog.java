package tributary.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.train.EpochReport;
import tributary.train.StepReport;
import tributary.train.TrainingListener;

/**
 * {@code metrics.jsonl}: a JSON object on a line for each reported step and each epoch, flushed
 * line by line.
 */
final class MetricsLog implements TrainingListener, AutoCloseable {
  private final FSDataOutputStream out;
  private long reportEverySteps;

  private MetricsLog(FSDataOutputStream out) {
    this.out = out;
  }

  /** A new file; a run that is resumed writes a further one beside it. */
  static MetricsLog open(Path path, Configuration configuration) throws IOException {
    FileSystem fs = path.getFileSystem(configuration);
    if (fs instanceof LocalFileSystem local) {
      // Without the hidden checksum file, which is only right once the file is closed.
      fs = local.getRawFileSystem();
    }
    return new MetricsLog(fs.create(path, false));
  }

  /** Reports the steps whose number is a multiple of this; 0 reports epochs only. */
  MetricsLog reportingEvery(long steps) {
    reportEverySteps = steps;
    return this;
  }

  @Override
  public void onStep(StepReport report) {
    if (reportEverySteps == 0 || report.step().number() % reportEverySteps != 0) {
      return;
    }
    write(
        new JsonObjectBuilder()
            .put("kind", "step")
            .put("step", report.step().number())
            .put("epoch", report.step().epoch())
            .put("loss", report.loss())
            .put("gradientNorm", report.gradientNorm())
            .put("clipped", report.clipped())
            .put("learningRate", report.learningRate())
            .put("examples", report.examples())
            .put("seconds", report.nanos() / 1e9));
  }

  @Override
  public void onEpoch(EpochReport report) {
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "epoch")
            .put("epoch", report.epoch())
            .put("steps", report.steps())
            .put("trainLoss", report.trainLoss())
            .put("examplesPerSecond", report.examplesPerSecond())
            .put("secondsElapsed", report.secondsElapsed());
    report.validation().ifPresent(v -> line.put("validation", Summary.evaluation(v)));
    write(line);
  }

  private void write(JsonObjectBuilder line) {
    try {
      out.write((Json.compact(line.build()) + "\n").getBytes(StandardCharsets.UTF_8));
      out.hflush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
