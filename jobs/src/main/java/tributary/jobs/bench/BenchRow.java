package tributary.jobs.bench;

import java.util.Locale;

/** The rows that can be chosen; each gives one or more figures. */
public enum BenchRow {
  KERNEL("loss and gradient, one thread, and its share of the matrix product's rate"),
  LARGE("the same with a large network"),
  LOCAL("training end to end in one JVM"),
  CLUSTER("training end to end on two executors"),
  JOB("what a job per step costs beside its floor"),
  RESIDENT("what a resident step costs beside its arithmetic"),
  FLOOR("an empty Spark job, a bare round trip of Spark's RPC"),
  ACCURACY("time to a test accuracy, beside Spark MLlib"),
  PREDICT("rows scored, beside Spark MLlib"),
  MEMORY("bytes per cached value, growth of the heap");

  private final String words;

  BenchRow(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
