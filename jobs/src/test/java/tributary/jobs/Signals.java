package tributary.jobs;

import java.io.IOException;

/** Signals by name; the shell knows how, where a container has no kill. */
final class Signals {
  private Signals() {}

  static void send(String signal, long pid) throws IOException, InterruptedException {
    int status = new ProcessBuilder("bash", "-c", "kill -" + signal + " " + pid).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + signal + " " + pid + " ended with status " + status);
    }
  }
}
