package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the weights and rates that torch's own optimizers and schedulers give, step by step. */
class OptimizerGoldenTest {
  private static final RecipeConfig SGD = RecipeConfig.of(Schedules.constant(0.1));
  private static final RecipeConfig ADAM = RecipeConfig.of(Schedules.constant(0.01));
  private static final List<WeightRange> FIRST_FOUR = List.of(new WeightRange(0, 4));

  private final Golden golden = Golden.read();

  private static Map<String, Optimizer> optimizers() {
    Map<String, Optimizer> all = new LinkedHashMap<>();
    all.put("sgd", Optimizers.sgd(SGD));
    all.put("sgd-clip-norm", Optimizers.sgd(SGD.withClipNorm(1)));
    all.put("sgd-clip-value", Optimizers.sgd(SGD.withClipValue(0.5)));
    all.put("momentum", Optimizers.sgd(SGD, 0.9, false));
    all.put("momentum-clip-norm", Optimizers.sgd(SGD.withClipNorm(1), 0.9, false));
    all.put("nesterov", Optimizers.sgd(SGD, 0.9, true));
    all.put("nesterov-clip-norm", Optimizers.sgd(SGD.withClipNorm(1), 0.9, true));
    all.put(
        "momentum-coupled-decay",
        Optimizer.chain(
            List.of(
                WeightDecay.ofAll(0.2),
                new Momentum(0.9, false),
                new ScaleByLearningRate(Schedules.constant(0.1)))));
    all.put("momentum-decoupled-decay", Optimizers.sgd(SGD.withWeightDecay(0.2), 0.9, false));
    all.put(
        "momentum-decoupled-decay-part",
        Optimizers.sgd(SGD.withWeightDecay(0.2, FIRST_FOUR), 0.9, false));
    all.put("adam", Optimizers.adamW(ADAM));
    all.put("adamw", Optimizers.adamW(ADAM.withWeightDecay(0.5)));
    all.put("adamw-clip-norm", Optimizers.adamW(ADAM.withWeightDecay(0.5).withClipNorm(1)));
    all.put("adamw-betas", Optimizers.adamW(ADAM.withWeightDecay(0.5), 0.8, 0.95, 1e-3));
    all.put("adamw-part", Optimizers.adamW(ADAM.withWeightDecay(0.5, FIRST_FOUR)));
    return all;
  }

  private static Map<String, Schedule> schedules() {
    Map<String, Schedule> all = new LinkedHashMap<>();
    all.put("step", Schedules.step(0.1, 0.5, 4));
    all.put("exponential", Schedules.exponential(0.1, 0.9, 1));
    all.put("cosine", Schedules.cosine(0.1, 0.01, 13));
    all.put("one-cycle", Schedules.oneCycle(0.1, 25));
    all.put("one-cycle-wide", Schedules.oneCycle(0.1, 25, 0.45, 10, 1000));
    return all;
  }

  @TestFactory
  Stream<DynamicTest> weightsAfterEachStep() {
    return optimizers().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> compare(e.getKey(), e.getValue())));
  }

  private void compare(String name, Optimizer optimizer) {
    List<double[]> expected = golden.of("case " + name);
    float[] weights = floats(golden.of("").get(0));
    List<double[]> gradients = golden.of("").subList(1, golden.of("").size());
    assertEquals(gradients.size(), expected.size());
    OptimizerState state = optimizer.newState(weights.length);
    for (int step = 0; step < expected.size(); step++) {
      optimizer.step(weights, floats(gradients.get(step)), state);
      Cases.assertClose(floats(expected.get(step)), weights, 2e-6, name + ", step " + step);
    }
  }

  @TestFactory
  Stream<DynamicTest> ratesOfEachStep() {
    return schedules().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> compare(e.getKey(), e.getValue())));
  }

  private void compare(String name, Schedule schedule) {
    double[] rates = golden.of("schedule " + name).get(0);
    for (int step = 0; step < rates.length; step++) {
      assertEquals(rates[step], schedule.at(step), 1e-15, name + ", step " + step);
    }
  }

  @Test
  void everyCaseOfTheFileIsCompared() {
    List<String> here = new ArrayList<>(List.of(""));
    optimizers().keySet().forEach(name -> here.add("case " + name));
    schedules().keySet().forEach(name -> here.add("schedule " + name));
    assertEquals(here, List.copyOf(golden.sections.keySet()));
  }

  private static float[] floats(double[] values) {
    float[] x = new float[values.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) values[i];
    }
    return x;
  }

  /** The lines of numbers of the golden file, under the heading that they follow. */
  private record Golden(Map<String, List<double[]>> sections) {
    private static final String FILE = "/golden/optimizers.txt";

    static Golden read() {
      Map<String, List<double[]>> sections = new LinkedHashMap<>();
      try (InputStream in = OptimizerGoldenTest.class.getResourceAsStream(FILE);
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(
                      Objects.requireNonNull(in, FILE), StandardCharsets.UTF_8))) {
        String heading = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (line.startsWith("case ") || line.startsWith("schedule ")) {
            heading = line;
          } else if (!line.startsWith("#")) {
            double[] numbers =
                Stream.of(line.split(" ")).skip(1).mapToDouble(Double::parseDouble).toArray();
            sections.computeIfAbsent(heading, h -> new ArrayList<>()).add(numbers);
          }
        }
      } catch (IOException e) {
        throw new AssertionError(FILE, e);
      }
      return new Golden(sections);
    }

    List<double[]> of(String heading) {
      return Objects.requireNonNull(sections.get(heading), "no section '" + heading + "'");
    }
  }
}
