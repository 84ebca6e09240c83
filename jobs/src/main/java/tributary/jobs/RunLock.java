package tributary.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonFields;
import tributary.io.JsonObjectBuilder;
import tributary.io.ModelFormatException;
import tributary.io.Redaction;
import tributary.spark.HadoopFiles;

/**
 * Holds a run directory against a second driver: a small file that says who writes there, and that
 * changes for as long as somebody does.
 *
 * <p>A file whose process is gone from this machine, or that has not changed for {@link #PATIENCE},
 * is left by a run that was killed, and is taken over. No clocks are compared.
 */
final class RunLock implements AutoCloseable {
  static final String FILE = "run.lock";
  static final Duration BEAT = Duration.ofSeconds(4);
  static final Duration PATIENCE = Duration.ofSeconds(16);

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final int LIMIT = 1 << 12;

  /** Who holds the folder: {@code started} tells processes of the same number apart. */
  record Holder(String runId, String host, long pid, String started, long beat) {
    static Holder self(String runId) {
      ProcessHandle self = ProcessHandle.current();
      return new Holder(runId, hostName(), self.pid(), start(self), 0);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }

    private static String start(ProcessHandle process) {
      return process.info().startInstant().map(Object::toString).orElse("");
    }

    /** Whether it is certain, without waiting, that its process has gone. */
    boolean isGone() {
      return host.equals(hostName())
          && ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .filter(process -> start(process).equals(started))
              .isEmpty();
    }

    boolean isHere() {
      return host.equals(hostName()) && !isGone();
    }

    Holder afterBeat() {
      return new Holder(runId, host, pid, started, beat + 1);
    }

    byte[] encode() {
      return Json.indented(
              new JsonObjectBuilder()
                  .put("runId", runId)
                  .put("host", host)
                  .put("pid", pid)
                  .put("started", started)
                  .put("beat", beat)
                  .build())
          .getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for what is only half there, or none of ours. */
    static Optional<Holder> decode(byte[] bytes) {
      try {
        JsonFields fields = JsonFields.of("lock:", Json.parse(bytes));
        return Optional.of(
            new Holder(
                fields.string("runId"),
                fields.string("host"),
                fields.integer("pid"),
                fields.string("started"),
                fields.integer("beat")));
      } catch (JsonException | ModelFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return "run " + runId + ", process " + pid + " on " + host;
    }
  }

  private final String file;
  private final HadoopFiles files;
  private final Configuration configuration;
  private final Thread heart = new Thread(this::beat, "tributary-run-lock");
  private Holder self;
  private boolean released;

  private RunLock(String folder, Holder self, Configuration configuration) {
    this.file = new Path(folder, FILE).toString();
    this.files = new HadoopFiles(configuration);
    this.configuration = configuration;
    this.self = self;
  }

  /**
   * Takes the folder, which is there.
   *
   * @throws UsageException if another driver that is alive has it
   * @throws IOException if the file cannot be written
   */
  static RunLock acquire(String folder, String runId, Configuration configuration)
      throws IOException {
    return acquire(folder, Holder.self(runId), configuration, PATIENCE);
  }

  static RunLock acquire(String folder, Holder self, Configuration configuration, Duration patience)
      throws IOException {
    RunLock lock = new RunLock(folder, self, configuration);
    lock.takeOver(patience);
    lock.create();
    lock.requireHeld();
    lock.heart.setDaemon(true);
    lock.heart.start();
    return lock;
  }

  /** Makes way if what is there was left behind. */
  private void takeOver(Duration patience) throws IOException {
    if (!files.exists(file)) {
      return;
    }
    byte[] found = files.read(file, LIMIT);
    Optional<Holder> holder = Holder.decode(found);
    if (holder.isPresent() && holder.get().isHere()) {
      throw taken(holder.get().toString());
    }
    if (holder.isEmpty() || !holder.get().isGone()) {
      requireUnchanged(found, patience);
    }
    LOG.warn(
        "{} was left by a run that is no more ({}); it is taken over",
        Redaction.text(file),
        holder.map(Holder::toString).orElse("unreadable"));
    new Path(file).getFileSystem(configuration).delete(new Path(file), false);
  }

  private void requireUnchanged(byte[] found, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(500, patience.toMillis() / 4 + 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for another run to show itself", e);
      }
      byte[] now = files.exists(file) ? files.read(file, LIMIT) : new byte[0];
      if (!Arrays.equals(now, found)) {
        throw taken(Holder.decode(now).map(Holder::toString).orElse("another run"));
      }
    }
  }

  private UsageException taken(String by) {
    return new UsageException(
        "run.dir = "
            + HadoopFiles.display(new Path(file).getParent())
            + " is in use by another driver ("
            + by
            + "); wait for it, stop it, or set another run.dir");
  }

  private void create() throws IOException {
    // Never over another's: of two that come at once, the second finds the file there.
    try (OutputStream out = files.create(new Path(file))) {
      out.write(self.encode());
    } catch (IOException e) {
      if (files.exists(file)) {
        throw taken("it came at the same moment");
      }
      throw e;
    }
  }

  /**
   * Before anything is written that another driver might write too.
   *
   * @throws UsageException if another driver has taken the folder meanwhile
   */
  synchronized void requireHeld() throws IOException {
    Optional<Holder> holder =
        files.exists(file) ? Holder.decode(files.read(file, LIMIT)) : Optional.empty();
    if (!holder.map(Holder::runId).equals(Optional.of(self.runId()))) {
      throw taken(holder.map(Holder::toString).orElse("its " + FILE + " is gone"));
    }
  }

  private synchronized void beat() {
    try {
      while (!released) {
        wait(BEAT.toMillis());
        if (!released) {
          renew();
        }
      }
    } catch (UsageException | InterruptedException e) {
      // What another has taken must not be taken back: this run's own saves will be refused.
      LOG.debug("the lock of the run directory is no longer renewed", e);
    }
  }

  private void renew() {
    try {
      requireHeld();
      self = self.afterBeat();
      files.write(file, self.encode());
    } catch (IOException e) {
      LOG.debug("the lock of the run directory could not be renewed", e);
    }
  }

  /** Lets the folder go; a second time does nothing. */
  @Override
  public synchronized void close() {
    if (released) {
      return;
    }
    released = true;
    notifyAll();
    try {
      requireHeld();
      new Path(file).getFileSystem(configuration).delete(new Path(file), false);
    } catch (IOException | UsageException e) {
      LOG.debug("the lock of the run directory could not be removed", e);
    }
  }
}
