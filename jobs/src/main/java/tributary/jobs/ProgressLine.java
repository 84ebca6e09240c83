package tributary.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Where a run stands, in one line that fits: of what does not, the least important goes first. */
final class ProgressLine {
  private static final String GAP = "  ";
  private static final int SHORTEST_BAR = 10;
  private static final int LONGEST_BAR = 40;

  /** By importance, the most important first. */
  private enum Kind {
    EPOCH,
    LOSS,
    BAR,
    LEFT,
    METRIC,
    STEP,
    SPEED,
    GRADIENT,
    CLIPPED,
    DEAD
  }

  private record Part(Kind kind, String text) {
    int columns() {
      return kind == Kind.BAR ? SHORTEST_BAR : new AttributedString(text).columnLength();
    }
  }

  private ProgressLine() {}

  /**
   * @param passed seconds since the run stood there
   * @param columns the most that it may take
   */
  static AttributedString of(Standing standing, double passed, int columns) {
    List<Part> all = parts(standing, passed);
    List<Part> fitting = new ArrayList<>();
    int used = -GAP.length();
    for (Part part : all.stream().sorted(Comparator.comparing(Part::kind)).toList()) {
      int more = GAP.length() + part.columns();
      if (used + more > columns) {
        break;
      }
      used += more;
      fitting.add(part);
    }
    if (fitting.isEmpty()) {
      return new AttributedString(all.get(0).text()).columnSubSequence(0, columns);
    }
    int bar = Math.min(LONGEST_BAR, SHORTEST_BAR + columns - used);
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (Part part : all) {
      if (fitting.contains(part)) {
        line.append(line.length() == 0 ? "" : GAP);
        if (part.kind() == Kind.BAR) {
          drawBar(line, standing, bar);
        } else {
          line.append(part.text());
        }
      }
    }
    return line.toAttributedString();
  }

  /** From left to right. Numbers that grow have their full width from the beginning. */
  private static List<Part> parts(Standing standing, double passed) {
    RunOutline run = standing.run();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(Kind.EPOCH, "epoch " + of(standing.epoch() + 1, run.epochs())));
    parts.add(new Part(Kind.STEP, "step " + of(standing.steps(), run.steps())));
    parts.add(new Part(Kind.BAR, ""));
    standing
        .recent()
        .ifPresent(r -> parts.add(new Part(Kind.LOSS, "loss " + Console.figure(r.loss()))));
    standing
        .validation()
        .flatMap(Headline::of)
        .ifPresent(headline -> parts.add(new Part(Kind.METRIC, headline.toString())));
    standing
        .recent()
        .ifPresent(
            r ->
                parts.add(
                    new Part(
                        Kind.SPEED,
                        String.format("%6s examples/s", Console.count(r.examplesPerSecond())))));
    standing
        .secondsLeft()
        .ifPresent(
            seconds ->
                parts.add(
                    new Part(
                        Kind.LEFT, String.format("%4s left", Console.clock(seconds - passed)))));
    standing.recent().ifPresent(r -> health(parts, standing, r));
    return parts;
  }

  private static void health(List<Part> parts, Standing standing, Standing.Recent recent) {
    parts.add(
        new Part(
            Kind.GRADIENT,
            String.format("gradient norm %-5s", Console.norm(recent.gradientNorm()))));
    if (standing.run().clips()) {
      parts.add(
          new Part(
              Kind.CLIPPED, String.format("clipped %-4s", Console.percent(recent.clipRate()))));
    }
    if (standing.run().canDie()) {
      standing
          .deadShare()
          .ifPresent(
              share ->
                  parts.add(
                      new Part(Kind.DEAD, String.format("dead %-4s", Console.percent(share)))));
    }
  }

  private static String of(long number, long whole) {
    String last = String.format(Locale.ROOT, "%,d", whole);
    String first = String.format(Locale.ROOT, "%,d", number);
    return " ".repeat(Math.max(0, last.length() - first.length())) + first + "/" + last;
  }

  private static void drawBar(AttributedStringBuilder line, Standing standing, int columns) {
    long whole = Math.max(1, standing.run().steps());
    int done = (int) Math.min(columns, standing.steps() * columns / whole);
    line.styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN), "━".repeat(done));
    line.styled(AttributedStyle.DEFAULT.faint(), "─".repeat(columns - done));
  }
}
