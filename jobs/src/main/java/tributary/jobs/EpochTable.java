package tributary.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import tributary.train.Evaluation;

/**
 * Rows of epochs in columns under a header: those that the run has and the terminal has room for.
 */
final class EpochTable {
  private static final String NOTHING = "–";

  private final List<Column> columns;
  private final String gap;

  /**
   * @param columns how wide it is at least
   * @param rank the highest goes first where there is no room
   */
  private record Column(String name, int columns, int rank, Function<EpochRow, String> value) {
    Column {
      columns = Math.max(columns, new AttributedString(name).columnLength());
    }

    String cell(String text) {
      int missing = columns - new AttributedString(text).columnLength();
      return " ".repeat(Math.max(0, missing)) + text;
    }
  }

  private EpochTable(List<Column> columns, int gap) {
    this.columns = columns;
    this.gap = " ".repeat(gap);
  }

  /**
   * @param room how many columns the terminal has
   */
  static EpochTable of(RunOutline run, int room) {
    List<Column> columns = all(run);
    int gap = columns(columns, 2) <= room ? 2 : 1;
    while (columns.size() > 1 && columns(columns, gap) > room) {
      columns.remove(columns.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
    }
    return new EpochTable(columns, gap);
  }

  private static int columns(List<Column> columns, int gap) {
    return columns.stream().mapToInt(Column::columns).sum() + gap * (columns.size() - 1);
  }

  private static List<Column> all(RunOutline run) {
    int number = Integer.toString(run.epochs()).length();
    List<Column> all = new ArrayList<>();
    all.add(
        new Column(
            "epoch", 2 * number + 1, 0, row -> (row.epoch() + 1) + "/" + row.run().epochs()));
    all.add(new Column("loss", 7, 1, row -> Console.figure(row.loss())));
    run.metric()
        .ifPresent(
            metric -> {
              all.add(
                  new Column(
                      "validation", 7, 3, row -> validation(row, e -> Console.figure(e.loss()))));
              all.add(new Column(metric, 6, 2, row -> validation(row, EpochTable::headline)));
            });
    all.add(new Column("gradient", 5, 6, row -> Console.norm(row.gradientNorm())));
    if (run.clips()) {
      all.add(new Column("clipped", 5, 7, row -> Console.percent(row.clipRate())));
    }
    if (run.canDie()) {
      all.add(new Column("dead", 5, 8, row -> percent(row.deadShare())));
    }
    all.add(new Column("examples/s", 9, 5, row -> Console.count(row.examplesPerSecond())));
    all.add(new Column("elapsed", 5, 4, row -> Console.clock(row.secondsElapsed())));
    return all;
  }

  private static String validation(EpochRow row, Function<Evaluation, String> figure) {
    return row.validation().map(figure).orElse(NOTHING);
  }

  private static String headline(Evaluation evaluation) {
    return Headline.of(evaluation).map(Headline::figure).orElse(NOTHING);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Console.percent(share.getAsDouble()) : NOTHING;
  }

  String header() {
    return columns.stream().map(c -> c.cell(c.name())).collect(Collectors.joining(gap));
  }

  String row(EpochRow row) {
    return columns.stream()
        .map(c -> c.cell(c.value().apply(row)))
        .collect(Collectors.joining(gap))
        .stripTrailing();
  }
}
