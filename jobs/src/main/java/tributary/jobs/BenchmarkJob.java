package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tributary.io.Json;
import tributary.jobs.bench.BenchJson;
import tributary.jobs.bench.BenchPlan;
import tributary.jobs.bench.BenchReport;
import tributary.jobs.bench.BenchRow;
import tributary.jobs.bench.BenchTable;
import tributary.jobs.bench.Benchmark;
import tributary.jobs.bench.PeerName;

/** {@code tributary bench}. */
@Command(
    name = "bench",
    description = {
      "Measures training, prediction and memory beside libtorch and Spark MLlib, in turn, and prints",
      "a table; on Fashion-MNIST where TRIBUTARY_DATA has it, else on synthetic images."
    },
    mixinStandardHelpOptions = true)
final class BenchmarkJob implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description = "Measures these rows only: ${COMPLETION-CANDIDATES}.")
  private Set<BenchRow> only = EnumSet.allOf(BenchRow.class);

  @Option(
      names = "--without",
      paramLabel = "PEER",
      split = ",",
      description = "Leaves out peers: ${COMPLETION-CANDIDATES}.")
  private Set<PeerName> without = EnumSet.noneOf(PeerName.class);

  @Option(
      names = "--quick",
      description = "A short turn of each on synthetic images, which shows that everything works.")
  private boolean quick;

  @Option(names = "--markdown", description = "Prints the table in Markdown.")
  private boolean markdown;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The JSON with every single turn; runs/bench-<time>.json if not given.")
  private String out = "";

  @Spec private CommandSpec spec;

  BenchmarkJob() {}

  @Override
  public Integer call() throws IOException {
    Path file = file();
    Console console = new Console(spec.commandLine().getOut());
    BenchPlan plan = quick ? BenchPlan.quick(only, without) : BenchPlan.full(only, without);
    Benchmark benchmark = new Benchmark(plan, System.getenv(), console.writer());
    try (Session session = Session.open("bench")) {
      benchmark.inOneJvm(session.spark());
    }
    // Minutes of work, whatever becomes of the cluster.
    Files.writeString(file, Json.indented(BenchJson.of(benchmark.report())));
    benchmark.onTwoExecutors();
    BenchReport report = benchmark.report();
    Files.writeString(file, Json.indented(BenchJson.of(report)));
    console.line("", "");
    console.lines(markdown ? BenchTable.markdown(report) : BenchTable.plain(report));
    console.line("written", file.toString());
    return ExitCode.OK.status();
  }

  /** Found to be writable before anything is measured. */
  private Path file() throws IOException {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    Path file = Path.of(out.isEmpty() ? RunDirectory.defaultPath("bench", now) + ".json" : out);
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder == null ? file.toAbsolutePath() : folder);
      Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      return file;
    } catch (IOException e) {
      throw new UsageException(
          "--out " + file + " cannot be written (" + e + "); name a file that can be");
    }
  }
}
