package tributary.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line's front door: {@code tributary train | evaluate | predict | inspect | export |
 * report | compare | bench}.
 */
@Command(
    name = "tributary",
    description = "Trains feed-forward neural networks on Apache Spark, where the data is.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainJob.class,
      EvaluateJob.class,
      PredictJob.class,
      InspectJob.class,
      ExportJob.class,
      ReportJob.class,
      CompareJob.class,
      BenchmarkJob.class
    },
    footer = {
      "",
      "Spark options (--master URL, --conf KEY=VALUE, --jars A,B, --driver-memory SIZE, ...) go to",
      "spark-submit; jobs/tributary takes them anywhere on the line.",
      "'jobs/tributary shell' opens a Spark shell with the library in it; see jobs/tributary shell --help.",
      "",
      "Exit status: 0 ok, 2 configuration, 3 data or checkpoint, 4 diverged, 5 cluster; the last line on",
      "standard error says why."
    })
public final class Tributary implements Runnable {
  @Spec private CommandSpec spec;
  private final boolean standardOutput;
  private @Nullable StopRequest stop;

  private Tributary(boolean standardOutput) {
    this.standardOutput = standardOutput;
  }

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, UTF_8), true);
    PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, UTF_8), true);
    int status = new Tributary(true).execute(out, err, args);
    // What the shutdown hooks have to say would come after the reason, which is to be the last
    // line.
    Configurator.setAllLevels("", Level.OFF);
    System.exit(status);
  }

  /**
   * Runs one command and gives the exit status; every failure ends in one line on standard error.
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new Tributary(false).execute(out, err, args);
  }

  private int execute(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commands = new CommandLine(this);
    commands.setOut(out);
    commands.setErr(err);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler(Tributary::badUsage);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failure.of(failure).report(command.getErr()));
    try {
      return commands.execute(args);
    } finally {
      // Only now, with the reason on standard error, may a shutdown go on.
      letShutdownGoOn();
    }
  }

  /**
   * From now on Ctrl-C and SIGTERM wait for the command, which asks the request whether to stop.
   */
  StopRequest stopRequest() {
    StopRequest installed = StopRequest.install();
    stop = installed;
    return installed;
  }

  /** The terminal that the command writes to, if it is one. */
  Optional<Terminal> terminal() {
    return standardOutput ? Terminal.ofStandardOutput(System.getenv()) : Optional.empty();
  }

  private void letShutdownGoOn() {
    if (stop != null) {
      stop.close();
    }
  }

  private static int badUsage(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command
        .getErr()
        .println("configuration: " + Console.shown(String.valueOf(problem.getMessage())));
    return ExitCode.CONFIGURATION.status();
  }

  /** No command at all: show what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
