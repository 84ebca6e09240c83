package tributary.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Records, reference.conf and rendering speak of the same keys. */
final class ConfigKeysTest {
  /** A valid value other than the default for each key, with what else it needs to make sense. */
  private static final Map<String, List<String>> SAMPLES = samples();

  private static Map<String, List<String>> samples() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("run.name", List.of("other"));
    all.put("run.dir", List.of("/tmp/there"));
    all.put("seed", List.of("-7"));
    all.put("shards", List.of("7"));
    all.put("execution", List.of("job"));
    all.put("gemm", List.of("reference"));
    all.put("tasks", List.of("3"));
    all.put("storageLevel", List.of("DISK_ONLY"));
    all.put("data.format", List.of("csv"));
    all.put("data.path", List.of("/other.csv"));
    all.put("data.options", List.of("{ header = true }"));
    all.put("data.task", List.of("multilabel"));
    all.put("data.target", List.of("[a, b]"));
    all.put("data.features", List.of("[a, b]"));
    all.put("data.exclude", List.of("c"));
    all.put("data.weight", List.of("w"));
    all.put("data.classes", List.of("3", "data.task=classification"));
    all.put("data.invalid", List.of("skip"));
    all.put("data.scaling", List.of("none"));
    all.put("data.standardizeTarget", List.of("false"));
    all.put("data.hint", List.of("look under the bed"));
    for (String part : List.of("data.validation", "data.test")) {
      all.put(part + ".fraction", List.of("0.25"));
      all.put(part + ".path", List.of("[/v, /w]"));
      all.put(part + ".format", List.of("parquet", part + ".path=/v"));
      all.put(part + ".options", List.of("{ sep = \";\" }", part + ".path=/v"));
    }
    all.put("network.activation", List.of("leakyRelu"));
    all.put("network.layers", List.of("[{ dense = 3, skip = true }, { layerNorm = 1e-3 }]"));
    all.put("network.outputInitializer", List.of("zero"));
    all.put("network.loss", List.of("huber"));
    all.put("network.huberDelta", List.of("0.5", "network.loss=huber"));
    all.put("training.epochs", List.of("3"));
    all.put("training.batchSize", List.of("all"));
    all.put("training.learningRate", List.of("0.3"));
    all.put("training.clipNorm", List.of("1.5"));
    all.put("training.clipValue", List.of("2.5"));
    all.put("training.optimizer", List.of("adamW"));
    all.put("training.momentum", List.of("0"));
    all.put("training.nesterov", List.of("true"));
    all.put("training.weightDecay", List.of("0.1"));
    all.put("training.beta1", List.of("0.8", "training.optimizer=adamW"));
    all.put("training.beta2", List.of("0.9", "training.optimizer=adamW"));
    all.put("training.epsilon", List.of("1e-6", "training.optimizer=adamW"));
    String schedule = "training.schedule.";
    all.put(schedule + "kind", List.of("cosine"));
    all.put(schedule + "warmupSteps", List.of("9"));
    all.put(schedule + "warmupEpochs", List.of("0.5"));
    all.put(schedule + "every", List.of("2.5", schedule + "kind=step"));
    all.put(schedule + "factor", List.of("0.1", schedule + "kind=exponential"));
    all.put(schedule + "floor", List.of("0.001", schedule + "kind=cosine"));
    all.put(schedule + "climb", List.of("0.4", schedule + "kind=oneCycle"));
    all.put(schedule + "startDivisor", List.of("10", schedule + "kind=oneCycle"));
    all.put(schedule + "endDivisor", List.of("100", schedule + "kind=oneCycle"));
    all.put("training.validateEverySteps", List.of("50", "data.validation.fraction=0.1"));
    all.put("training.patience", List.of("4", "data.validation.fraction=0.1"));
    all.put(
        "training.minDelta",
        List.of("0.01", "training.patience=4", "data.validation.fraction=0.1"));
    all.put("training.keepBest", List.of("false"));
    all.put("training.reportEverySteps", List.of("0"));
    all.put("training.maxSteps", List.of("5000000000"));
    all.put("training.onNonFinite", List.of("skip"));
    all.put("training.maxNonFinite", List.of("3", "training.onNonFinite=skip"));
    all.put("training.rollbackFactor", List.of("0.1", "training.onNonFinite=rollback"));
    all.put("health.enabled", List.of("false"));
    all.put("health.window", List.of("100"));
    all.put("health.histograms", List.of("off"));
    all.put("health.alarms.deadShare", List.of("0.9"));
    all.put("health.alarms.vanishingRatio", List.of("1e-4"));
    all.put("health.alarms.explodingFactor", List.of("50"));
    all.put("health.alarms.clipRate", List.of("1"));
    all.put("health.alarms.plateauSteps", List.of("200"));
    all.put("health.alarms.spikeSigmas", List.of("4"));
    all.put("report.progress", List.of("plain"));
    all.put("report.everySeconds", List.of("3"));
    all.put("report.tensorBoard", List.of("false"));
    all.put("report.html", List.of("false"));
    all.put("checkpoint.everySteps", List.of("20"));
    all.put("checkpoint.resume", List.of("s3://bucket/step-9"));
    all.put("checkpoint.force", List.of("true"));
    all.put("checkpoint.keep", List.of("1"));
    all.put("checkpoint.onError", List.of("warn"));
    return all;
  }

  @Test
  void everyRecordComponentHasAKeyAndEveryKeyAComponent() {
    assertEquals(componentKeys(RunConfig.class, ""), referenceKeys().keySet());
  }

  @Test
  void everyKeyIsDocumentedRightAboveIt() {
    referenceKeys()
        .forEach(
            (key, value) -> {
              List<String> comments = value.origin().comments();
              assertFalse(comments.isEmpty(), key + " has no line of documentation");
              String last = comments.get(comments.size() - 1).strip();
              assertTrue(last.endsWith(".") && last.length() > 10, key + ": " + last);
            });
  }

  @Test
  void everyKeyIsRendered() {
    String text = load(List.of()).render();
    ConfigObject rendered = ConfigFactory.parseString(text).root();
    assertEquals(referenceKeys().keySet(), leaves("", rendered).keySet());
  }

  @Test
  void everyKeyHasASample() {
    assertEquals(referenceKeys().keySet(), new TreeSet<>(SAMPLES.keySet()));
  }

  /** Setting one key changes its own component and no other. */
  @TestFactory
  List<DynamicTest> everyKeyReachesItsOwnComponent() {
    return SAMPLES.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(each.getKey(), () -> check(each.getKey(), each.getValue())))
        .toList();
  }

  private static void check(String key, List<String> sample) throws ReflectiveOperationException {
    List<String> context = sample.subList(1, sample.size());
    Map<String, Object> before = components(load(context), "");
    List<String> sets = new ArrayList<>(context);
    sets.add(key + "=" + sample.get(0));
    Map<String, Object> after = components(load(sets), "");
    assertNotEquals(before.get(key), after.get(key), key);
    before.remove(key);
    after.remove(key);
    if (!key.equals("network.activation")) {
      assertEquals(before, after, "what " + key + " must leave alone");
    }
  }

  /** A letter left out, doubled, and changed places with its neighbour; another letter case. */
  private static Set<String> misspelt(String key) {
    int last = key.lastIndexOf('.') + 1;
    String name = key.substring(last);
    int middle = name.length() / 2;
    char[] swapped = name.toCharArray();
    swapped[middle] = name.charAt(middle - 1);
    swapped[middle - 1] = name.charAt(middle);
    Set<String> names = new TreeSet<>();
    names.add(name.substring(0, middle) + name.substring(middle + 1));
    names.add(name.substring(0, middle) + name.charAt(middle) + name.substring(middle));
    names.add(new String(swapped));
    names.add(name.toUpperCase(Locale.ROOT));
    names.remove(name);
    return names.stream()
        .map(wrong -> key.substring(0, last) + wrong)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @TestFactory
  List<DynamicTest> k1EveryKeyMisspeltIsRefusedWithTheOneThatWasMeant() {
    return SAMPLES.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> refused(each.getKey(), each.getValue().get(0))))
        .toList();
  }

  private static void refused(String key, String value) {
    Set<String> all = misspelt(key);
    assertTrue(all.size() >= 3, all::toString);
    for (String wrong : all) {
      ConfigProblems problems =
          assertThrows(ConfigProblems.class, () -> load(List.of(wrong + "=" + value)));
      List<ConfigProblem> found = problems.problems();
      assertEquals(List.of(wrong), found.stream().map(ConfigProblem::key).toList());
      assertEquals("there is no such key; did you mean " + key + "?", found.get(0).message());
    }
  }

  private static RunConfig load(List<String> sets) {
    return RunConfig.parse("t.conf", "data { path = /x.csv, target = y }", sets, Map.of());
  }

  private static Set<String> componentKeys(Class<?> type, String prefix) {
    Set<String> keys = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + component.getName();
      if (component.getType().isRecord()) {
        keys.addAll(componentKeys(component.getType(), key + "."));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }

  private static Map<String, Object> components(Object record, String prefix)
      throws ReflectiveOperationException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(record);
      if (component.getType().isRecord()) {
        values.putAll(components(value, prefix + component.getName() + "."));
      } else {
        values.put(prefix + component.getName(), value);
      }
    }
    return values;
  }

  private static Map<String, ConfigValue> referenceKeys() {
    return leaves("", Layers.reference().root());
  }

  /** Keys and values, the sorted leaves; an empty object is a map that is free to fill. */
  private static Map<String, ConfigValue> leaves(String prefix, ConfigObject object) {
    Map<String, ConfigValue> leaves = new TreeMap<>();
    object.forEach(
        (key, value) -> {
          if (value instanceof ConfigObject nested && !nested.isEmpty()) {
            leaves.putAll(leaves(prefix + key + ".", nested));
          } else {
            leaves.put(prefix + key, value);
          }
        });
    return leaves;
  }
}
