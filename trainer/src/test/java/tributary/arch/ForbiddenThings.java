package tributary.arch;

import dev.ludovic.netlib.blas.BLAS;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.linalg.Vectors;
import org.bytedeco.javacpp.FloatPointer;
import tributary.train.StepId;

/** Breaks every rule of the architecture, so that each rule can be seen to catch it. Never run. */
public final class ForbiddenThings {
  /** Not final: whatever holds it has state. */
  private int state;

  public Object spark() {
    return new SparkConf(false);
  }

  public Object hadoop() {
    return new Configuration(false);
  }

  public Object mllib() {
    return Vectors.dense(1, 2);
  }

  public breeze.linalg.Vector<Object> breeze(breeze.linalg.Vector<Object> vector) {
    return vector;
  }

  public Object openBlas() {
    return new FloatPointer(1L);
  }

  public Object netlib() {
    return BLAS.getInstance();
  }

  public Object trainingFromBelow() {
    return new StepId(0, 0, state++);
  }

  public double otherRandomNumbers() {
    return new Random().nextDouble() + Math.random();
  }

  public int streams() {
    return IntStream.range(0, 3).sum();
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // the rule against it is what this is for
  public void printAndExit() {
    try {
      System.out.println(readJava(InputStream.nullInputStream()));
    } catch (IOException | ClassNotFoundException e) {
      e.printStackTrace();
    }
    System.exit(1);
  }

  private static Object readJava(InputStream in) throws IOException, ClassNotFoundException {
    try (ObjectInputStream objects = new ObjectInputStream(in)) {
      return Class.forName(objects.readUTF());
    }
  }
}
