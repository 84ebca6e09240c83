package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.spark.JobDescription;

/** What Spark's own page would say beside each job of a command. */
final class JobDescriptionsTest {
  private static final String LAST = "the last job of the test";

  /** Keeps the description of every job that starts, "" where there is none. */
  private static final class Recorder extends SparkListener {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch last = new CountDownLatch(1);

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      String description = job.properties().getProperty("spark.job.description", "");
      if (description.equals(LAST)) {
        last.countDown();
      } else {
        seen.add(description);
      }
    }
  }

  private static List<String> during(Runnable commands) throws InterruptedException {
    SparkContext context = SparkSession.active().sparkContext();
    Recorder recorder = new Recorder();
    context.addSparkListener(recorder);
    try {
      commands.run();
      // Listeners are told late but in order.
      JobDescription.during(
          context,
          LAST,
          () -> JavaSparkContext.fromSparkContext(context).parallelize(List.of(1)).count());
      assertTrue(recorder.last.await(30, TimeUnit.SECONDS));
    } finally {
      context.removeSparkListener(recorder);
    }
    return recorder.seen;
  }

  private static void contains(List<String> jobs, String description) {
    assertTrue(jobs.contains(description), description + " is not among\n" + jobs);
  }

  @Test
  void everyJobOfARunSaysWhatItIs(@TempDir Path dir) throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(100));
    String conf =
        Commands.small(csv, "y", "regression")
            + "\nexecution = job"
            + "\ndata { exclude = sign, validation.fraction = 0.2, test.fraction = 0.1 }";
    assertEquals(0, Commands.run("--help").exitCode());
    List<String> jobs =
        during(
            () -> {
              CommandResult trained = run(dir, conf);
              assertEquals(0, trained.exitCode(), trained.err());
              String run = dir.resolve("run").toString();
              CommandResult evaluated = Commands.run("evaluate", run, csv.toString());
              assertEquals(0, evaluated.exitCode(), evaluated.err());
              String out = dir.resolve("out.csv").toString();
              CommandResult predicted = Commands.run("predict", run, csv.toString(), out);
              assertEquals(0, predicted.exitCode(), predicted.err());
            });
    assertTrue(jobs.stream().noneMatch(String::isBlank), jobs.toString());
    contains(jobs, "step 0, epoch 0");
    contains(jobs, "step 4, epoch 1");
    contains(jobs, "training table: count the rows");
    contains(jobs, "training table: learn the columns");
    contains(jobs, "data: check every value");
    contains(jobs, "predict " + csv);
    for (String part : List.of("training", "validation", "test")) {
      String cut = "cut the \\d+ " + part + " rows into 2 shards";
      assertTrue(jobs.stream().anyMatch(job -> job.matches(cut)), cut + " is not among\n" + jobs);
    }
    assertTrue(
        jobs.stream().anyMatch(job -> job.matches("validation after step \\d+, epoch 1")),
        jobs.toString());
    assertTrue(
        jobs.stream().anyMatch(job -> job.matches("test of the weights after \\d+ steps")),
        jobs.toString());
  }

  private static CommandResult run(Path dir, String conf) {
    try {
      return Commands.train(dir, conf, "training.epochs=2");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatWasThereBeforeComesBackAndTheOuterWordsStay() {
    assertEquals(0, Commands.run("--help").exitCode());
    SparkContext context = SparkSession.active().sparkContext();
    String key = "spark.job.description";
    context.setLocalProperty(key, "a notebook's cell");
    try {
      String inner =
          JobDescription.during(
              context,
              "outer",
              () -> {
                String within =
                    JobDescription.during(context, "inner", () -> context.getLocalProperty(key));
                return within + ", " + context.getLocalProperty(key);
              });
      assertEquals("outer, outer", inner);
      assertEquals("a notebook's cell", context.getLocalProperty(key));
    } finally {
      context.setLocalProperty(key, null);
    }
  }
}
