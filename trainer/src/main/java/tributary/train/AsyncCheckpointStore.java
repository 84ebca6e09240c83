package tributary.train;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves beside the training: {@link #save} hands the checkpoint, which is a copy, to one thread and
 * returns.
 *
 * <p>At most one checkpoint is being written and one waits. A newer one takes the place of the one
 * that waits, so that training never waits for a disk and what is written next is always the
 * newest. {@link #close} waits until the last one is written; no thread is left then.
 */
public final class AsyncCheckpointStore implements CheckpointStore, AutoCloseable {
  /** What becomes of a training whose checkpoint cannot be written. */
  public enum OnError {
    /** The next save, or the close, throws what the writing threw. */
    STOP,
    /**
     * What a file system did ({@link UncheckedIOException}) is warned of, and the next checkpoint
     * is tried; all else stops.
     */
    WARN
  }

  private static final Logger LOG = LoggerFactory.getLogger(AsyncCheckpointStore.class);

  private final CheckpointStore target;
  private final OnError onError;
  private final Object lock = new Object();
  private final Thread writer;
  private @Nullable Checkpoint waiting;
  private @Nullable Throwable failure;
  private boolean writing;
  private boolean closed;
  private long failures;

  /**
   * @param target is only used by one thread at a time, and not closed
   */
  public AsyncCheckpointStore(CheckpointStore target, OnError onError) {
    this.target = target;
    this.onError = onError;
    this.writer = new Thread(this::writeAll, "tributary-checkpoints");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Returns before the checkpoint is written.
   *
   * @throws RuntimeException what an earlier writing threw, once, if that is to stop the training
   * @throws IllegalStateException if the store is closed
   */
  @Override
  public void save(Checkpoint checkpoint) {
    synchronized (lock) {
      throwFailure();
      if (closed) {
        throw new IllegalStateException("checkpoints: the store is closed");
      }
      if (waiting != null) {
        LOG.warn(
            "the checkpoint after step {} is left out: the one before it is still being written;"
                + " checkpoint.everySteps asks for more than the file system takes",
            waiting.step());
      }
      waiting = checkpoint;
      lock.notifyAll();
    }
  }

  /** The last one saved, which is waited for. */
  @Override
  public Optional<Checkpoint> latest() {
    synchronized (lock) {
      awaitIdle();
      throwFailure();
    }
    return target.latest();
  }

  /** How many checkpoints could not be written. */
  public long failures() {
    synchronized (lock) {
      return failures;
    }
  }

  /**
   * Waits until all is written and ends the thread; a second time does nothing.
   *
   * @throws RuntimeException what a writing threw that no save has thrown yet, if that is to stop
   *     the training
   */
  @Override
  public void close() {
    synchronized (lock) {
      awaitIdle();
      closed = true;
      lock.notifyAll();
    }
    join();
    synchronized (lock) {
      throwFailure();
    }
  }

  private void throwFailure() {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  private void writeAll() {
    for (Checkpoint next = take(); next != null; next = take()) {
      Throwable thrown = write(next);
      synchronized (lock) {
        writing = false;
        if (thrown != null) {
          failed(next, thrown);
        }
        lock.notifyAll();
      }
    }
  }

  /** The next one to write; null once there is none and will be none. */
  private @Nullable Checkpoint take() {
    synchronized (lock) {
      while (waiting == null && !closed) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // Nobody interrupts this thread; if somebody did, there would still be work for it.
        }
      }
      Checkpoint next = waiting;
      waiting = null;
      writing = next != null;
      return next;
    }
  }

  private @Nullable Throwable write(Checkpoint checkpoint) {
    try {
      target.save(checkpoint);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private void failed(Checkpoint checkpoint, Throwable thrown) {
    failures++;
    if (onError == OnError.WARN && thrown instanceof UncheckedIOException) {
      LOG.warn(
          "the checkpoint after step {} could not be written ({}); the one before it stays, training"
              + " goes on",
          checkpoint.step(),
          thrown.getMessage());
    } else if (failure == null) {
      failure = thrown;
    } else {
      failure.addSuppressed(thrown);
    }
  }

  /** Only with the lock held. Being interrupted does not lose a checkpoint: it is told later. */
  private void awaitIdle() {
    boolean interrupted = false;
    while (waiting != null || writing) {
      try {
        lock.wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void join() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
