package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.EvaluationSum;
import tributary.train.LocalEvaluator;

final class SparkEvaluatorTest extends SparkTest {
  @Test
  void distributedEqualsLocal() throws IOException {
    for (LossSpec loss :
        List.of(new LossSpec.SquaredError(2), new LossSpec.BinaryCrossEntropy(1))) {
      NetworkSpec spec =
          new NetworkSpec(4, List.of(new DenseSpec(loss.outputs(), Activation.IDENTITY)), loss);
      Network network = Network.of(spec);
      float[] weights = network.initialWeights(8);
      Rows random = Rows.random(5, 41, 4, loss.targets(), true);
      Rows table =
          loss instanceof LossSpec.SquaredError ? random : random.withTargets(y -> y > 0 ? 1f : 0f);
      for (int count : new int[] {1, 7, 64}) {
        EvaluationSum expected =
            new LocalEvaluator(network, table.localShards(count)).evaluate(weights);
        for (int tasks : new int[] {1, 3, 7}) {
          try (Shards shards = table.shards(sc(), count, tasks)) {
            EvaluationSum sum = new SparkEvaluator(sc(), shards, spec, "auto").evaluate(weights);
            assertEquals(41, sum.examples());
            assertArrayEquals(bytes(expected), bytes(sum), count + " shards, " + tasks + " tasks");
          }
        }
      }
    }
  }

  @Test
  void aFailureSaysWhatWasBeingDone() {
    NetworkSpec spec =
        new NetworkSpec(
            4, List.of(new DenseSpec(1, Activation.IDENTITY)), new LossSpec.SquaredError(1));
    try (Shards shards = Rows.random(6, 9, 4, 1, false).shards(sc(), 2, 2)) {
      Shards failing = Disturbance.failing(shards, 0, 99);
      Failures.assertFails(
          ClusterException.class,
          () -> new SparkEvaluator(sc(), failing, spec, "auto").evaluate(new float[5]),
          "evaluation, tried 4 times: the disk of task 0 burns");
    }
  }

  private static byte[] bytes(EvaluationSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
