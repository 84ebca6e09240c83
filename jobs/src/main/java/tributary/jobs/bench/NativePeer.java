package tributary.jobs.bench;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A native framework that trains the same networks in this process. It is found on the class path
 * ({@link ServiceLoader}) where the build's profile {@code bench} has put it, and is no part of the
 * product.
 */
public interface NativePeer {
  /** Such as {@code libtorch}. */
  String name();

  /** Name and versions, such as {@code libtorch 2.7.1 (DJL 0.36.0)}. */
  String describe();

  /**
   * The network on this data, its weights drawn from a seed.
   *
   * @param threads how many threads its arithmetic uses, whatever other trainings use between its
   *     calls
   */
  Training open(PeerTask task, int threads);

  /** One network that is being trained; its memory is let go by {@link #close}. */
  interface Training extends AutoCloseable {
    /** So many times forward and backward over the table's first batch, nothing else. */
    void differentiate(int steps);

    /** So many training steps: a batch of shuffled rows, forward, backward, the optimizer. */
    void train(int steps);

    /** Mean loss of the last step. */
    double loss();

    @Override
    void close();
  }

  /** The one on the class path, if there is one. */
  static Optional<NativePeer> find() {
    return ServiceLoader.load(NativePeer.class, NativePeer.class.getClassLoader()).findFirst();
  }
}
