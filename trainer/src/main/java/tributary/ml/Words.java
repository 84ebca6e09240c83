package tributary.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of a configuration file for enum constants: {@code LEAKY_RELU} is leakyRelu. */
public final class Words {
  private Words() {}

  /** The constant's name in camel case. */
  public static String of(Enum<?> constant) {
    String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder word = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      word.append(parts[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(parts[i].substring(1));
    }
    return word.toString();
  }

  /** The words of all constants, in their order. */
  public static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
  }
}
