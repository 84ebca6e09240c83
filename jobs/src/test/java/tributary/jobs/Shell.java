package tributary.jobs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real Spark shell in a process of its own, which cells are typed into.
 *
 * <p>A cell is run as a whole, as a notebook's kernel does it. The process ends with this object.
 */
final class Shell implements AutoCloseable {
  private static final String PROMPT = "scala> ";
  private static final String PASTE = ":paste ";
  private static final String LOAD = ":load ";
  private static final String ENDED = "the shell has ended";
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final Path folder;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private int cells;

  private Shell(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "shell-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** {@code jobs/tributary shell} with these arguments. */
  static Shell launched(Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("shell"));
    all.addAll(List.of(arguments));
    return start(Project.launcher(env, all.toArray(String[]::new)));
  }

  /**
   * What {@code spark-shell --jars tributary.jar} of an installation starts: nothing of this
   * project but its jar, none of its settings.
   */
  static Shell plain(Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+", -1)));
    command.add("-Dscala.usejavacp=true");
    command.add("-cp");
    command.add(
        Files.readString(Project.ROOT.resolve("jobs/target/spark-classpath.txt")).strip()
            + File.pathSeparator
            + Files.readString(Project.ROOT.resolve("jobs/target/shell-classpath.txt")).strip());
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(List.of("--class", "org.apache.spark.repl.Main", "--name", "Spark shell"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false", "--jars", Project.JAR.toString()));
    command.addAll(List.of(arguments));
    command.add("spark-shell");
    ProcessBuilder builder = new ProcessBuilder(command).directory(Project.ROOT.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(env);
    return start(builder);
  }

  private static Shell start(ProcessBuilder builder) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tributary-shell");
    // Whatever starts the tests may ignore Ctrl-C, and so would all that it starts.
    if (System.getProperty("os.name").equals("Linux")) {
      builder.command().addAll(0, List.of("env", "--default-signal=INT"));
    }
    Process process = builder.redirectError(folder.resolve("stderr.txt").toFile()).start();
    Shell shell = new Shell(process, folder);
    try {
      shell.run("1", START);
      return shell;
    } catch (IOException | InterruptedException | RuntimeException e) {
      shell.close();
      throw e;
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add(e.toString());
    }
    lines.add(ENDED);
  }

  /** Runs a cell and gives what it printed; past the limit the shell is as good as dead. */
  String run(String cell, Duration limit) throws IOException, InterruptedException {
    begin(cell);
    return finish(limit);
  }

  /** Has a file run line by line, as {@code :load} does. */
  String load(Path file, Duration limit) throws IOException, InterruptedException {
    cells++;
    send(LOAD + file);
    return finish(limit);
  }

  /** Begins to run a cell and does not wait. */
  void begin(String cell) throws IOException {
    send(PASTE + Files.writeString(folder.resolve("cell-" + ++cells + ".scala"), cell));
  }

  private void send(String command) throws IOException {
    // In two parts, for the shell may repeat what it is sent.
    input.write(command + "\nprintln(\"end-of-\" + \"cell-" + cells + "\")\n");
    input.flush();
  }

  /** Waits for the end of the cell that was begun and gives what it printed. */
  String finish(Duration limit) throws IOException, InterruptedException {
    return await(mark(), limit);
  }

  /** Waits for a line that holds this, and gives all lines before it. */
  String await(String part, Duration limit) throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(ENDED)) {
        String why = line == null ? "nothing within " + limit : line;
        throw new IllegalStateException(part + ": " + why + "\n" + output + errors());
      }
      if (line.contains(part)) {
        return output.toString();
      }
      if (!isEcho(line)) {
        output.append(line).append('\n');
      }
    }
  }

  private static boolean isEcho(String line) {
    return line.startsWith(PROMPT) || line.startsWith(PASTE) || line.startsWith("Pasting file ");
  }

  /** As if Ctrl-C were pressed. */
  void interrupt() throws IOException, InterruptedException {
    Signals.send("INT", process.pid());
  }

  /** What stands on standard error so far: the log, and the shell's own complaints. */
  String errors() throws IOException {
    return Files.readString(folder.resolve("stderr.txt"));
  }

  private String mark() {
    return "end-of-cell-" + cells;
  }

  @Override
  public void close() throws IOException {
    try {
      input.write(":quit\n");
      input.close();
    } catch (IOException e) {
      // It has ended by itself.
    }
    try {
      process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
