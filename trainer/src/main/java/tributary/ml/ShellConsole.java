package tributary.ml;

import scala.Console$;

/**
 * Where a Spark shell or a notebook shows what is printed: Scala's console, which either of them
 * directs to the cell or line that runs.
 */
final class ShellConsole {
  private ShellConsole() {}

  static void println(Object text) {
    Console$.MODULE$.println(text);
  }
}
