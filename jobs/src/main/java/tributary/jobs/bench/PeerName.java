package tributary.jobs.bench;

import java.util.Locale;

/** Whom the figures stand beside. */
public enum PeerName {
  LIBTORCH,
  MLLIB;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
