package tributary.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.data.DataException;
import tributary.jobs.config.ConfigProblems;
import tributary.ml.TableException;
import tributary.spark.ClusterException;
import tributary.train.DivergedException;

/**
 * Why a command ended badly: the exit status, and the reason that becomes the last line on standard
 * error.
 */
record Failure(ExitCode code, String reason, @Nullable Throwable fault) {
  static Failure of(Throwable failure) {
    if (failure instanceof ConfigProblems || failure instanceof UsageException) {
      return new Failure(ExitCode.CONFIGURATION, text(failure), null);
    }
    if (failure instanceof TableException
        || failure instanceof DataException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      return new Failure(ExitCode.DATA, text(failure), null);
    }
    if (failure instanceof DivergedException) {
      return new Failure(ExitCode.DIVERGED, text(failure), null);
    }
    if (failure instanceof ClusterException) {
      return new Failure(ExitCode.CLUSTER, text(failure), null);
    }
    if (failure instanceof InterruptedRun) {
      return new Failure(ExitCode.INTERRUPTED, text(failure), null);
    }
    return new Failure(ExitCode.INTERNAL, text(failure), failure);
  }

  private static String text(Throwable failure) {
    // What is wrapped only to be thrown where it was not declared says it better.
    Throwable told =
        failure instanceof UncheckedIOException wrapped
            ? Objects.requireNonNullElse(wrapped.getCause(), failure)
            : failure;
    String message = told.getMessage();
    return message == null ? told.getClass().getName() : message;
  }

  /** Says it: details first, and the last line alone tells why. */
  int report(PrintWriter err) {
    if (fault != null) {
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace));
      trace
          .toString()
          .lines()
          .map(line -> Console.shown(line.replace("\t", "    ")))
          .forEach(err::println);
    }
    List<String> lines = reason.strip().lines().map(String::strip).map(Console::shown).toList();
    lines.subList(0, lines.size() - 1).forEach(err::println);
    String last = lines.get(lines.size() - 1);
    err.println(last.startsWith(word() + ":") ? last : word() + ": " + last);
    err.flush();
    return code.status();
  }

  private String word() {
    return switch (code) {
      case OK -> "ok";
      case INTERNAL -> "internal fault, please report it";
      case CONFIGURATION -> "configuration";
      case DATA -> "data";
      case DIVERGED -> "diverged";
      case CLUSTER -> "cluster";
      case INTERRUPTED -> "interrupted";
    };
  }
}
