package tributary.jobs.config;

/**
 * The section {@code report}: what a run shows and leaves to look at.
 *
 * @param everySeconds between two plain lines of progress
 * @param tensorBoard whether event files are written
 * @param html whether {@code report.html} is drawn when the run ends
 */
public record ReportConfig(
    ProgressKind progress, int everySeconds, boolean tensorBoard, boolean html) {
  static ReportConfig read(Section in) {
    ReportConfig config =
        new ReportConfig(
            in.get("progress", ValueReader.choice(ProgressKind.class)),
            in.integer("everySeconds", 1),
            in.get("tensorBoard", ValueReader.flag()),
            in.get("html", ValueReader.flag()));
    in.done();
    return config;
  }
}
