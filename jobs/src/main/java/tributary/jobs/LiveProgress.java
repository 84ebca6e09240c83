package tributary.jobs;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** A line that is drawn over and over, and above it a table with a row for each epoch. */
final class LiveProgress implements ProgressView {
  private static final int REDRAW_MILLIS = 150;
  private static final String RESIZED = "WINCH";

  private final LiveScreen screen;
  private final Optional<Terminal> terminal;
  private final LongSupplier clock;
  private final PrintStream err = System.err;
  private final ProgressBar bar;
  private final Object beforeResized;
  private volatile Shown shown;
  private @Nullable EpochTable table;
  private boolean closed;

  /** A standing, and when it was so. */
  private record Shown(Standing standing, long at) {}

  /**
   * Draws at once.
   *
   * @param terminal empty if it was asked for without one
   */
  LiveProgress(PrintWriter out, Optional<Terminal> terminal, Standing begin, LongSupplier clock) {
    this.screen = new LiveScreen(out);
    this.terminal = terminal;
    this.clock = clock;
    this.shown = new Shown(begin, clock.getAsLong());
    terminal.ifPresent(
        t ->
            System.setErr(
                new PrintStream(new ForeignLines(screen, err), true, StandardCharsets.UTF_8)));
    this.beforeResized = Signals.register(RESIZED, () -> terminal.ifPresent(Terminal::resized));
    this.bar =
        new ProgressBarBuilder()
            .setInitialMax(begin.run().steps())
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            // The time left goes on while a long step does not.
            .continuousUpdate()
            .setRenderer((progress, columns) -> line(columns))
            .setConsumer(new Lowest())
            .build();
  }

  /** Where the library's timer puts the line. */
  private final class Lowest implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return columns() - 1;
    }

    @Override
    public void accept(String line) {
      screen.draw(line);
    }

    @Override
    public void close() {}
  }

  private int columns() {
    return terminal.map(Terminal::columns).orElseGet(() -> Terminal.usualColumns(System.getenv()));
  }

  private String line(int columns) {
    Shown now = shown;
    double passed = (clock.getAsLong() - now.at()) / 1e9;
    return text(ProgressLine.of(now.standing(), passed, columns));
  }

  private String text(AttributedString styled) {
    boolean colours = terminal.map(Terminal::colours).orElse(false);
    return colours ? styled.toAnsi() : styled.toString();
  }

  @Override
  public boolean step(Standing standing) {
    shown = new Shown(standing, clock.getAsLong());
    return false;
  }

  @Override
  public void epoch(EpochRow row) {
    if (table == null) {
      table = EpochTable.of(row.run(), columns());
      screen.above(text(new AttributedString(table.header(), AttributedStyle.DEFAULT.faint())));
    }
    screen.above(table.row(row));
  }

  @Override
  public void line(String label, String text, Tone tone) {
    screen.above(text(new AttributedString(Paragraph.of(label, text, columns()), style(tone))));
  }

  private static AttributedStyle style(Tone tone) {
    return switch (tone) {
      case NOTE -> AttributedStyle.DEFAULT;
      case GOOD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
      case WARNING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
      case ALARM -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    };
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    bar.close();
    screen.finish();
    Signals.unregister(RESIZED, beforeResized);
    System.setErr(err);
  }
}
