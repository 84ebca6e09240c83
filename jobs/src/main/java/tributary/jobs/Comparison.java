package tributary.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import tributary.jobs.config.RunConfig;
import tributary.jobs.report.ReportPage;
import tributary.spark.HadoopFiles;
import tributary.train.DivergedException;

/**
 * Several runs, one after the other in one Spark session, and the page that compares them. That one
 * of them diverges is a result like any other.
 *
 * @param runs by name, in the order in which they are trained; each has its run directory
 * @param folder holds the run directories
 */
record Comparison(Map<String, RunConfig> runs, String folder) {
  private static final int LIMIT = 1 << 20;

  /**
   * Reads all configurations before anything is trained.
   *
   * @param files configuration files, or folders of them
   * @throws UsageException if there is none, two runs have one name, or they differ in gemm
   */
  static Comparison of(List<Path> files, List<String> sets, Map<String, String> env, String folder)
      throws IOException {
    Map<String, RunConfig> runs = new LinkedHashMap<>();
    for (Path file : files) {
      for (Path conf : configurations(file)) {
        RunConfig config = RunConfig.load(conf, sets, env);
        String name = config.run().name();
        if (runs.put(name, config.withRunDir(folder + "/" + name)) != null) {
          throw new UsageException(
              conf + ": another run is called " + name + " too; set run.name in one of them");
        }
        String gemm = runs.values().iterator().next().gemm();
        if (!config.gemm().equals(gemm)) {
          throw new UsageException(
              conf
                  + ": gemm = "
                  + config.gemm()
                  + " where the runs before have "
                  + gemm
                  + "; one process computes with one, so compare runs of the same");
        }
      }
    }
    return new Comparison(runs, folder);
  }

  private static List<Path> configurations(Path file) throws IOException {
    if (!Files.isDirectory(file)) {
      return List.of(file);
    }
    try (Stream<Path> entries = Files.list(file)) {
      List<Path> found =
          entries.filter(entry -> entry.toString().endsWith(".conf")).sorted().toList();
      if (found.isEmpty()) {
        throw new UsageException(
            file + " holds no *.conf file; name configuration files or a folder of them");
      }
      return found;
    }
  }

  void run(SparkSession spark, Console console, BooleanSupplier stopRequested) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<String> directories = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    // Said before the first of them takes its time.
    for (Map.Entry<String, RunConfig> run : runs.entrySet()) {
      if (isFinished(run.getValue(), hadoop)) {
        kept.add(run.getKey());
      } else {
        RunDirectory.setAside(directory(run.getValue()), hadoop)
            .ifPresent(aside -> console.line("note", "an unfinished run is now " + aside));
      }
    }
    for (Map.Entry<String, RunConfig> run : runs.entrySet()) {
      directories.add(directory(run.getValue()));
      String place = directories.size() + "/" + runs.size() + " " + run.getKey();
      if (kept.contains(run.getKey())) {
        console.line("kept", place + ", trained before in " + directory(run.getValue()));
      } else {
        console.line("compare", place);
        train(run.getValue(), spark, console, stopRequested);
      }
    }
    String page = folder + "/" + ReportPage.FILE;
    ReportPage.write(directories, page, hadoop);
    console.line("report", page);
  }

  private static void train(
      RunConfig config, SparkSession spark, Console console, BooleanSupplier stopRequested)
      throws IOException {
    try {
      new TrainingRun(config, spark, console, stopRequested, System.nanoTime()).run();
    } catch (DivergedException diverged) {
      console.line("diverged", String.valueOf(diverged.getMessage()));
    }
  }

  private static String directory(RunConfig config) {
    return config.run().dir().orElseThrow();
  }

  /**
   * Whether the run has been made already.
   *
   * @throws UsageException if its directory holds a run of another configuration
   */
  private static boolean isFinished(RunConfig config, Configuration hadoop) throws IOException {
    HadoopFiles files = new HadoopFiles(hadoop);
    String directory = directory(config);
    if (!RunDirectory.isFinished(directory, files)) {
      return false;
    }
    byte[] before = files.read(directory + "/resolved.conf", LIMIT);
    if (!new String(before, StandardCharsets.UTF_8).equals(config.render())) {
      throw new UsageException(
          directory
              + " holds a run of another configuration; move it away, or name another folder with"
              + " --out");
    }
    return true;
  }
}
