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
import tributary.jobs.config.RunConfig;

/** {@code tributary train CONF}. */
@Command(
    name = "train",
    description = "Trains the network that a configuration file describes.",
    mixinStandardHelpOptions = true)
final class TrainJob implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "CONF",
      description = "Configuration file, such as conf/diamonds.conf.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the file; may be repeated, the last one wins.")
  private List<String> sets = List.of();

  @ParentCommand private Tributary parent;
  @Spec private CommandSpec spec;

  TrainJob() {}

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    RunConfig config = RunConfig.load(file, sets, System.getenv());
    String folder =
        config
            .run()
            .dir()
            .orElseGet(
                () ->
                    RunDirectory.defaultPath(
                        config.run().name(), LocalDateTime.now(ZoneId.systemDefault())));
    StopRequest stop = parent.stopRequest();
    try (Session session = Session.open("train " + config.run().name())) {
      Console console = new Console(spec.commandLine().getOut(), parent::terminal);
      return new TrainingRun(
              config.withRunDir(folder), session.spark(), console, stop::requested, begin)
          .run()
          .status();
    }
  }
}
