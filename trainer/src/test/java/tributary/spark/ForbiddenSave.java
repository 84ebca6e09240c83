package tributary.spark;

import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/** Saves where it may not, as a program of its own: {@code folder steps}. */
final class ForbiddenSave {
  private ForbiddenSave() {}

  public static void main(String[] args) {
    HadoopCheckpointStore store = TinyTraining.store(new Configuration(), args[0], "child");
    try {
      TinyTraining.train(store, Integer.parseInt(args[1]));
      System.out.println("saved");
    } catch (UncheckedIOException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
