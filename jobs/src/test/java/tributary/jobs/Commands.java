package tributary.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Runs commands in this JVM on a Spark session that outlives them, and makes small tables for them.
 */
public final class Commands {
  private Commands() {}

  /** The session that all tests of this JVM share. */
  public static SparkSession session() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    return Session.open("tests").spark();
  }

  static CommandResult run(String... arguments) {
    SparkSession session = session();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Tributary.run(new PrintWriter(out), new PrintWriter(err), arguments);
    if (session.sparkContext().isStopped()) {
      throw new IllegalStateException("the command has stopped a session that it did not open");
    }
    return new CommandResult(status, out.toString(), err.toString());
  }

  /** {@code train} of a file with these lines, into {@code dir/run}. */
  static CommandResult train(Path dir, String configuration, String... more) throws IOException {
    Path file = dir.resolve("test.conf");
    Files.writeString(file, configuration);
    List<String> arguments =
        IntStream.range(0, more.length)
            .boxed()
            .flatMap(i -> List.of("--set", more[i]).stream())
            .collect(Collectors.toList());
    arguments.addAll(
        0, List.of("train", file.toString(), "--set", "run.dir=" + dir.resolve("run")));
    return run(arguments.toArray(String[]::new));
  }

  /** y = 2a − b + 3·[c is "q"], rows of a, b, c, y and the class of y's sign. */
  static String table(int rows) {
    StringBuilder csv = new StringBuilder("a,b,c,y,sign\n");
    for (int i = 0; i < rows; i++) {
      double a = Math.sin(i * 12.9898);
      double b = Math.cos(i * 78.233);
      String c = i % 3 == 0 ? "q" : "r";
      double y = 2 * a - b + (i % 3 == 0 ? 3 : 0);
      csv.append(
          String.format(
              Locale.ROOT, "%.5f,%.5f,%s,%.5f,%s%n", a, b, c, y, y > 0.5 ? "up" : "down"));
    }
    return csv.toString();
  }

  /** A configuration that trains in a second. */
  static String small(Path csv, String target, String task) {
    return String.join(
        "\n",
        Arrays.asList(
            "data { path = \"" + csv + "\", task = " + task + ", target = " + target + " }",
            "network.layers = [8]",
            "training { epochs = 3, batchSize = 32, learningRate = 0.05, reportEverySteps = 2 }",
            "shards = 2"));
  }
}
