package tributary.jobs.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tributary.jobs.config.ValueReader.BadValue;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.ResidualSpec;

/**
 * Reads {@code network.layers}, whose elements are of four kinds, and repetitions of them; each
 * element's problems are reported at its own line.
 *
 * @param activation of the dense layers that name none
 */
record LayersReader(Activation activation, ProblemList problems) {
  private static final String ALLOWED =
      "a list of widths, { dense = 128 }, { dropout = 0.1 }, { layerNorm = {} },"
          + " { residual = [ … ] } and { repeat = 3, layers = [ … ] }";
  private static final String REPEAT = "repeat";
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "dense",
          Set.of("dense", "activation", "skip", "initializer"),
          "dropout",
          Set.of("dropout"),
          "layerNorm",
          Set.of("layerNorm"),
          "residual",
          Set.of("residual"),
          REPEAT,
          Set.of(REPEAT, "layers"));

  /** More would be a slip of the hand. */
  private static final long MOST_LAYERS = 10_000;

  private static final ValueReader<Long> WIDTH = ValueReader.wholeNumber(1, Integer.MAX_VALUE);

  ValueReader<List<LayerSpec>> reader() {
    return new ValueReader<>(
        ALLOWED,
        value -> {
          if (!(value instanceof ConfigList list)) {
            throw new BadValue("");
          }
          return layers("network.layers", list);
        });
  }

  /** The layers that could be read; a refused one is left out and reported. */
  private List<LayerSpec> layers(String key, ConfigList list) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String element = key + "[" + i + "]";
      if (list.get(i) instanceof ConfigObject object && object.containsKey(REPEAT)) {
        layers.addAll(repeated(element, object));
        continue;
      }
      LayerSpec layer = layer(element, list.get(i));
      if (layer != null) {
        layers.add(layer);
      }
    }
    return layers;
  }

  /** The layers of {@code { repeat = n, layers = [ … ] }}, n times over. */
  private List<LayerSpec> repeated(String key, ConfigObject object) {
    reportUnknown(key, object, KEYS.getOrDefault(REPEAT, Set.of()));
    Long times = part(key, object, REPEAT, ValueReader.wholeNumber(1, MOST_LAYERS));
    if (!(object.get("layers") instanceof ConfigList list) || list.isEmpty()) {
      problems.add(
          key,
          object,
          "repeats nothing; write { repeat = 3, layers = [ … ] } with a layer or more");
      return List.of();
    }
    List<LayerSpec> once = layers(key + ".layers", list);
    List<LayerSpec> all = new ArrayList<>();
    for (long i = 0; times != null && i < times; i++) {
      all.addAll(once);
    }
    return all;
  }

  private @Nullable LayerSpec layer(String key, ConfigValue value) {
    if (!(value instanceof ConfigObject object)) {
      Long units = read(key, value, WIDTH);
      return units == null ? null : new DenseSpec(units.intValue(), activation);
    }
    Set<String> kinds = new TreeSet<>(object.keySet());
    kinds.retainAll(KEYS.keySet());
    if (kinds.size() != 1) {
      String hint =
          object.keySet().stream()
              .flatMap(found -> Nearest.to(found, KEYS.keySet()).stream())
              .findFirst()
              .map(near -> "; did you mean " + near + "?")
              .orElse("");
      problems.add(
          key,
          value,
          "a layer has exactly one of dense, dropout, layerNorm, residual and repeat" + hint);
      return null;
    }
    String kind = kinds.iterator().next();
    reportUnknown(key, object, KEYS.getOrDefault(kind, Set.of()));
    ConfigValue content = object.getOrDefault(kind, object);
    return switch (kind) {
      case "dense" -> dense(key, object, content);
      case "dropout" -> dropout(key, content);
      case "layerNorm" -> layerNorm(key, content);
      default -> residual(key, content);
    };
  }

  private @Nullable LayerSpec dense(String key, ConfigObject object, ConfigValue width) {
    Long units = read(key + ".dense", width, WIDTH);
    Activation own = part(key, object, "activation", ValueReader.choice(Activation.class));
    Boolean skip = part(key, object, "skip", ValueReader.flag());
    Initializer initializer =
        part(key, object, "initializer", ValueReader.choice(Initializer.class));
    if (units == null) {
      return null;
    }
    return new DenseSpec(
        units.intValue(),
        own == null ? activation : own,
        skip != null && skip,
        initializer == null ? Initializer.AUTO : initializer);
  }

  private @Nullable LayerSpec dropout(String key, ConfigValue content) {
    Double rate = read(key + ".dropout", content, ValueReader.number(Range.fraction()));
    return rate == null ? null : new DropoutSpec(rate);
  }

  /** An epsilon, or an object that may have one. */
  private @Nullable LayerSpec layerNorm(String key, ConfigValue content) {
    ValueReader<Double> number = ValueReader.number(Range.above(0));
    if (content instanceof ConfigObject object) {
      reportUnknown(key + ".layerNorm", object, Set.of("epsilon"));
      Double epsilon = part(key + ".layerNorm", object, "epsilon", number);
      return new LayerNormSpec(epsilon == null ? LayerNormSpec.DEFAULT_EPSILON : epsilon);
    }
    Double epsilon = read(key + ".layerNorm", content, number);
    return epsilon == null ? null : new LayerNormSpec(epsilon);
  }

  private @Nullable LayerSpec residual(String key, ConfigValue content) {
    if (!(content instanceof ConfigList list) || list.isEmpty()) {
      problems.add(key + ".residual", content, "allowed is a list of at least one layer");
      return null;
    }
    List<LayerSpec> body = layers(key + ".residual", list);
    return body.isEmpty() ? null : new ResidualSpec(body);
  }

  private <T> @Nullable T part(
      String key, ConfigObject object, String name, ValueReader<T> reader) {
    ConfigValue value = object.get(name);
    return value == null ? null : read(key + "." + name, value, reader);
  }

  private <T> @Nullable T read(String key, ConfigValue value, ValueReader<T> reader) {
    try {
      return reader.parser().parse(value);
    } catch (BadValue refused) {
      boolean cured = !refused.cure().isEmpty();
      problems.add(
          key, value, "allowed is " + reader.allowed() + (cured ? "; " + refused.cure() : ""));
      return null;
    }
  }

  private void reportUnknown(String key, ConfigObject object, Set<String> known) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (!known.contains(entry.getKey()) && entry.getValue().valueType() != ConfigValueType.NULL) {
        String hint =
            Nearest.to(entry.getKey(), known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known here are " + String.join(", ", new TreeSet<>(known)));
        problems.add(key + "." + entry.getKey(), entry.getValue(), "there is no such key; " + hint);
      }
    }
  }
}
