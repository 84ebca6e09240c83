package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report as a table for people: on a terminal, or in Markdown. */
public final class BenchTable {
  private static final List<String> HEAD =
      List.of("what", "ours", "beside", "ratio", "aim", "reached");

  private BenchTable() {}

  /** Columns that stand under one another, the machine above and the notes below. */
  public static List<String> plain(BenchReport report) {
    List<List<String>> cells = cells(report);
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(c -> cells.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    List<String> lines = new ArrayList<>(machine(report));
    lines.add("");
    for (List<String> row : cells) {
      lines.add(
          IntStream.range(0, widths.length)
              .mapToObj(c -> row.get(c) + " ".repeat(widths[c] - row.get(c).length()))
              .collect(Collectors.joining("  "))
              .stripTrailing());
    }
    lines.add("");
    lines.addAll(notes(report));
    return lines;
  }

  /** The same to be pasted into a page. */
  public static List<String> markdown(BenchReport report) {
    List<String> lines = new ArrayList<>();
    List<List<String>> cells = cells(report);
    lines.add(line(cells.get(0)));
    lines.add("|" + "---|".repeat(HEAD.size()));
    cells.subList(1, cells.size()).forEach(row -> lines.add(line(row)));
    lines.add("");
    machine(report).forEach(said -> lines.add("- " + said));
    notes(report).forEach(note -> lines.add("- " + note));
    return lines;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static List<String> machine(BenchReport report) {
    BenchEnvironment on = report.environment();
    List<String> lines =
        new ArrayList<>(
            List.of(
                on.processor() + ", " + on.cores() + " cores, " + on.system(),
                on.jdk() + ", Spark " + on.spark() + ", " + on.gemm(),
                report.data() + "; beside " + report.peers(),
                "median of "
                    + report.plan().turns()
                    + (report.plan().turns() == 1 ? " turn of " : " turns of ")
                    + Quantity.plain(report.plan().seconds())
                    + " s, lowest … highest; a ratio is the median of the turns' own ratios"
                    + on.commit().map(commit -> "; commit " + commit).orElse("")));
    on.busy().ifPresent(lines::add);
    if (report.plan().quick()) {
      lines.add("a quick run: its figures are a hint and no more");
    }
    return lines;
  }

  private static List<List<String>> cells(BenchReport report) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEAD);
    report.figures().forEach(figure -> cells.add(cells(figure)));
    return cells;
  }

  private static List<String> cells(Figure figure) {
    return Arrays.asList(
        figure.what(),
        figure.ours().map(Side::describe).orElse("not measured"),
        figure.peer().map(side -> side.name() + ": " + side.describe()).orElse("–"),
        figure.peer().flatMap(side -> figure.value()).map(BenchTable::value).orElse("–"),
        figure.aim().map(Aim::toString).orElse("–"),
        figure.reached().map(reached -> reached ? "yes" : "no").orElse("–"));
  }

  private static String value(Turns turns) {
    String median = Quantity.of(turns.median());
    return turns.unit().equals("×") ? median : median + " " + turns.unit();
  }

  private static List<String> notes(BenchReport report) {
    Set<String> notes = new LinkedHashSet<>();
    report
        .figures()
        .forEach(figure -> figure.notes().forEach(note -> notes.add(figure.row() + ": " + note)));
    return new ArrayList<>(notes);
  }
}
