package tributary.ml;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.spark.ClusterException;

/** Turns what Spark throws while a table is read into one sentence that names the file. */
final class SourceErrors {
  private static final Pattern FILE =
      Pattern.compile("(?:file|path):? *\\[?((?:\\w+:)?/[^\\s,;\\]]+)");
  private static final int LONGEST = 300;

  private SourceErrors() {}

  /**
   * The table's own fault if that lies below; a {@link ClusterException} if somebody wanted the
   * work to end; or else the deepest cause, shortened.
   */
  static RuntimeException of(String doing, Throwable thrown) {
    Optional<TableException> known = TableException.in(thrown);
    if (known.isPresent()) {
      return known.get();
    }
    if (ClusterException.isCancellation(thrown)) {
      return new ClusterException(doing + ": " + ClusterException.firstCause(thrown), thrown);
    }
    String file = "";
    @Nullable Throwable deepest = thrown;
    for (@Nullable Throwable t = thrown; t != null && t != t.getCause(); t = t.getCause()) {
      deepest = t;
      Matcher matcher = FILE.matcher(String.valueOf(t.getMessage()));
      if (file.isEmpty() && matcher.find()) {
        file = ", file " + matcher.group(1);
      }
    }
    return new TableException(
        doing + file + ": " + firstLines(deepest) + "; check the file and its format", thrown);
  }

  private static String firstLines(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    int stack = text.indexOf("\n\tat ");
    String plain = (stack < 0 ? text : text.substring(0, stack)).strip().replaceAll("\\s+", " ");
    String shortened = plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    return cause.getClass().getSimpleName() + ": " + shortened;
  }
}
