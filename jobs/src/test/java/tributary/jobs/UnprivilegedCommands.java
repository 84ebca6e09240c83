package tributary.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/**
 * Trains by each of the files named, one after the other, as a program of its own; after each a
 * line {@code status N} on standard output.
 */
final class UnprivilegedCommands {
  private UnprivilegedCommands() {}

  public static void main(String[] files) {
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, UTF_8), true);
    // One for all of them, since each takes seconds to start; it ends with this JVM.
    Session.open("unprivileged");
    for (String file : files) {
      out.println("status " + Tributary.run(out, out, "train", file));
    }
    System.exit(0);
  }
}
