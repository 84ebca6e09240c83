package tributary.jobs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * A real standalone cluster on loopback: one Master and some Workers, each a process of its own,
 * started from the Spark jars that Maven resolved, on ports that the system picks.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final Path sparkHome;
  private final Path dir;
  private final List<Process> processes = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private final List<String> daemonOptions;
  private final String masterUrl;

  /**
   * Starts a master and {@code workerCount} workers of one core each in folders below {@code dir}.
   *
   * @param settings of Spark, {@code key=value}, for master and workers
   */
  public LocalCluster(Path dir, int workerCount, String... settings)
      throws IOException, InterruptedException {
    this.dir = dir;
    sparkHome = sparkHome(dir.resolve("spark"));
    daemonOptions = Stream.of(settings).map(setting -> "-D" + setting).toList();
    try {
      masterUrl =
          start(
              dir.resolve("master"),
              MASTER_URL,
              "org.apache.spark.deploy.master.Master",
              List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
      for (int i = 0; i < workerCount; i++) {
        addWorker();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts one more worker of one core. */
  public void addWorker() throws IOException, InterruptedException {
    Path work = dir.resolve("worker-" + processes.size());
    start(
        work,
        REGISTERED,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            // Spark starts no second attempt on the host of the first.
            workers.size() % 2 == 0 ? "127.0.0.1" : "localhost",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            work.toString(),
            masterUrl));
    workers.add(processes.get(processes.size() - 1));
  }

  /** Kills the worker that was started first, and its executor, as {@code kill -9} does. */
  public void killOldestWorker() {
    Process worker = workers.remove(0);
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills one executor process, as {@code kill -9} does; false if there is none. */
  public boolean killExecutor() {
    return executors().findFirst().map(ProcessHandle::destroyForcibly).orElse(false);
  }

  /** Kills all executor processes; gives how many there were. */
  public int killExecutors() {
    List<ProcessHandle> executors = executors().toList();
    executors.forEach(ProcessHandle::destroyForcibly);
    return executors.size();
  }

  /** Kills a driver that a worker runs, as {@code kill -9} does; false if there is none. */
  public boolean killDriver() {
    return workers.stream()
        .flatMap(Process::descendants)
        .filter(LocalCluster::isDriver)
        .findFirst()
        .map(ProcessHandle::destroyForcibly)
        .orElse(false);
  }

  private static boolean isDriver(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("DriverWrapper");
  }

  /** Kills the master alone, as {@code kill -9} does. */
  public void killMaster() {
    processes.get(0).destroyForcibly();
  }

  /** Asks one executor to hand over what it has and leave, as the notice of a spot machine does. */
  public void decommissionExecutor() throws IOException, InterruptedException {
    ProcessHandle executor = executors().findFirst().orElseThrow();
    Signals.send("PWR", executor.pid());
  }

  public Stream<ProcessHandle> executors() {
    return workers.stream().flatMap(Process::descendants).filter(process -> !isDriver(process));
  }

  /**
   * For a driver in this process, with executors of one core and of this class path; what else it
   * says is what the launcher says.
   */
  public SparkConf conf(String appName) {
    return new SparkConf()
        .setMaster(masterUrl)
        .setAppName(appName)
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.executor.cores", "1")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.locality.wait", "0s");
  }

  /**
   * A folder that Spark takes for an installation: its {@code jars/} links to the resolved jars.
   */
  static Path sparkHome(Path dir) throws IOException {
    Path jars = Files.createDirectories(dir.resolve("jars"));
    for (String entry : sparkClasspath().split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      try {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      } catch (FileAlreadyExistsException alreadyLinked) {
        // Two artifacts of one file name: the class path's order decides, and the first is linked.
      }
    }
    return dir;
  }

  static String sparkClasspath() throws IOException {
    return Files.readString(Path.of("target", "spark-classpath.txt")).strip();
  }

  static List<String> javaCommand(Path sparkHome) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(opened());
    command.addAll(List.of("-cp", sparkHome.resolve("jars") + File.separator + "*"));
    return command;
  }

  /** What Spark's own launcher passes on a JDK with modules. */
  static List<String> opened() {
    List<String> options = new ArrayList<>();
    options.add("-XX:+IgnoreUnrecognizedVMOptions");
    for (String name :
        List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar")) {
      options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
    }
    return options;
  }

  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", sparkHome.toString(),
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_NO_DAEMONIZE", "1");
  }

  /**
   * {@code spark-submit} with these arguments, run to its end; killed, and a failure, when it takes
   * too long.
   */
  CommandResult submit(
      Path workingDir, Duration limit, Map<String, String> env, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = javaCommand(sparkHome);
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", masterUrl));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDir.toFile());
    builder.environment().putAll(environment());
    builder.environment().putAll(env);
    return CommandResult.of(builder, limit);
  }

  private String start(Path dir, Pattern ready, String main, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    List<String> command = javaCommand(sparkHome);
    command.addAll(daemonOptions);
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    processes.add(process);
    return waitFor(process, ready, main);
  }

  /**
   * Reads the process's log, to its end and on a thread of its own, until the awaited line comes.
   */
  private static String waitFor(Process process, Pattern ready, String main)
      throws InterruptedException {
    BlockingQueue<String> found = new LinkedBlockingQueue<>();
    StringBuilder log = new StringBuilder();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  synchronized (log) {
                    log.append(line).append('\n');
                  }
                  Matcher matcher = ready.matcher(line);
                  if (matcher.find()) {
                    found.add(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            main);
    reader.setDaemon(true);
    reader.setUncaughtExceptionHandler((thread, closedWithItsProcess) -> {});
    reader.start();
    String line = found.poll(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      synchronized (log) {
        throw new IllegalStateException(
            main + " did not start within " + START_LIMIT + ":\n" + log);
      }
    }
    return line;
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    processes.clear();
  }
}
