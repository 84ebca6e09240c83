package tributary.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tributary compare CONF-or-FOLDER…}. */
@Command(
    name = "compare",
    description = {
      "Trains several configurations, one after the other, and draws one page that compares them.",
      "Started again with the same --out it goes on: a run that came to its end is kept."
    },
    mixinStandardHelpOptions = true)
final class CompareJob implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "CONF-or-FOLDER",
      description = "Configuration files, or folders whose *.conf files are taken in their order.")
  private List<Path> files = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of every file; may be repeated, the last one wins.")
  private List<String> sets = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the runs and report.html go; runs/compare-<time> if not given.")
  private String out = "";

  @ParentCommand private Tributary parent;
  @Spec private CommandSpec spec;

  CompareJob() {}

  @Override
  public Integer call() throws IOException {
    String folder =
        out.isEmpty()
            ? RunDirectory.defaultPath("compare", LocalDateTime.now(ZoneId.systemDefault()))
            : out;
    Comparison comparison = Comparison.of(files, sets, System.getenv(), folder);
    StopRequest stop = parent.stopRequest();
    try (Session session = Session.open("compare")) {
      Console console = new Console(spec.commandLine().getOut(), parent::terminal);
      comparison.run(session.spark(), console, stop::requested);
      return ExitCode.OK.status();
    }
  }
}
