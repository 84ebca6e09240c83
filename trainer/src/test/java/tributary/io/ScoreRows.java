package tributary.io;

import java.nio.file.Path;
import java.util.Arrays;
import tributary.linalg.Gemms;

/** A program that scores the parity sample of a model, for a class path without Spark. */
final class ScoreRows {
  private ScoreRows() {}

  /** Prints the matrix product's name, then a prediction a line. */
  public static void main(String[] args) throws Exception {
    for (String absent :
        new String[] {
          "org.apache.spark.SparkContext",
          "org.apache.hadoop.fs.Path",
          "scala.Option",
          "org.apache.logging.log4j.Logger",
          "org.jspecify.annotations.Nullable"
        }) {
      requireAbsent(absent);
    }
    Scorer scorer = Scorer.load(Path.of(args[0]));
    ParitySample sample = StoredModel.read(args[0], new LocalFiles()).parity().orElseThrow();
    System.out.println(Gemms.name());
    for (int row = 0; row < sample.rows(); row++) {
      System.out.println(Arrays.toString(scorer.predict(sample.row(row))));
    }
    System.out.println(sample.check(scorer));
  }

  private static void requireAbsent(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException e) {
      return;
    }
    throw new IllegalStateException(name + " is on the class path");
  }
}
