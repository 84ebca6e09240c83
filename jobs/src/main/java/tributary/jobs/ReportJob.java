package tributary.jobs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.jobs.report.ReportPage;

/** {@code tributary report RUN…}. */
@Command(
    name = "report",
    description = {
      "Draws a run as a page for the browser, or several runs side by side.",
      "One run's page goes into its directory, that of several into the working directory."
    },
    mixinStandardHelpOptions = true)
final class ReportJob implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories, finished or not.")
  private List<String> runs = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the page goes; an older page there is replaced.")
  private String out = "";

  @Spec private CommandSpec spec;

  ReportJob() {}

  @Override
  public Integer call() throws IOException {
    for (String run : runs) {
      if (runs.indexOf(run) != runs.lastIndexOf(run)) {
        throw new UsageException("RUN " + run + " is named twice; name each run once");
      }
    }
    // Reading a folder needs Hadoop's settings but no session.
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    String file = file();
    if (ReportPage.isForeign(file, hadoop)) {
      throw new UsageException(
          file + " exists and is no page of this program's; name another file with --out");
    }
    ReportPage.write(runs, file, hadoop);
    new Console(spec.commandLine().getOut()).line("report", file);
    return ExitCode.OK.status();
  }

  private String file() {
    if (!out.isEmpty()) {
      return out;
    }
    return runs.size() == 1 ? new Path(runs.get(0), ReportPage.FILE).toString() : ReportPage.FILE;
  }
}
