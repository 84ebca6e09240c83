package tributary.jobs.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tributary.io.Redaction;
import tributary.ml.Words;

/**
 * How one key's value becomes a typed one.
 *
 * @param allowed what the key allows, for messages
 */
record ValueReader<T>(String allowed, Parser<T> parser) {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d*,\\d+");

  /** Turns a value into a typed one or says why not. */
  interface Parser<T> {
    T parse(ConfigValue value) throws BadValue;
  }

  /** A value that its key does not allow; the message is a cure, or empty where there is none. */
  static final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    BadValue(String cure) {
      super(cure);
    }

    String cure() {
      return String.valueOf(getMessage());
    }
  }

  /** This reader, or the empty optional for the one {@code word}. */
  ValueReader<Optional<T>> or(String word) {
    return new ValueReader<>(
        word + " or " + allowed,
        value -> word.equals(text(value)) ? Optional.empty() : Optional.of(parser.parse(value)));
  }

  /** This reader, with {@code value} for the one {@code word}. */
  ValueReader<T> orElse(String word, T value) {
    return new ValueReader<>(
        word + " or " + allowed, found -> word.equals(text(found)) ? value : parser.parse(found));
  }

  static ValueReader<Long> wholeNumber(long low, long high) {
    String bounds =
        high == Long.MAX_VALUE || high == Integer.MAX_VALUE
            ? "a whole number of at least " + low + " (and at most " + high + ")"
            : "a whole number from " + low + " to " + high;
    return new ValueReader<>(
        low == Long.MIN_VALUE ? "a whole number of 64 bits" : bounds,
        value -> {
          String text = numberText(value);
          try {
            long number = new BigDecimal(text).longValueExact();
            if (number >= low && number <= high) {
              return number;
            }
          } catch (ArithmeticException | NumberFormatException fractionalOrHuge) {
            throw new BadValue("");
          }
          throw new BadValue("");
        });
  }

  static ValueReader<Double> number(Range range) {
    return new ValueReader<>(
        range.describe(),
        value -> {
          double number = Double.parseDouble(numberText(value));
          if (!range.holds(number)) {
            throw new BadValue("");
          }
          return number;
        });
  }

  static ValueReader<Boolean> flag() {
    return new ValueReader<>(
        "true or false",
        value ->
            switch (text(value)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new BadValue("");
            });
  }

  static ValueReader<String> nonEmptyText() {
    return new ValueReader<>(
        "a text that is not empty",
        value -> {
          String text = text(value);
          if (text.isBlank()) {
            throw new BadValue("");
          }
          return text;
        });
  }

  static ValueReader<String> matching(Pattern pattern, String allowed) {
    return new ValueReader<>(
        allowed,
        value -> {
          if (!pattern.matcher(text(value)).matches()) {
            throw new BadValue("");
          }
          return text(value);
        });
  }

  static ValueReader<String> oneOf(List<String> words) {
    return new ValueReader<>(
        words.size() == 1 ? words.get(0) : "one of " + String.join(", ", words),
        value -> {
          String text = text(value);
          if (!words.contains(text)) {
            throw new BadValue(
                Nearest.to(text, words).map(word -> "did you mean " + word + "?").orElse(""));
          }
          return text;
        });
  }

  static <E extends Enum<E>> ValueReader<E> choice(Class<E> type) {
    List<String> words = Words.all(type);
    ValueReader<String> word = oneOf(words);
    return new ValueReader<>(
        word.allowed(),
        value -> type.getEnumConstants()[words.indexOf(word.parser().parse(value))]);
  }

  /** One text, or a list of different ones. */
  static ValueReader<List<String>> texts() {
    Parser<String> each = nonEmptyText().parser();
    return new ValueReader<>(
        "a text or a list of different texts, none of them empty",
        value -> {
          if (!(value instanceof ConfigList list)) {
            return List.of(each.parse(value));
          }
          List<String> texts = new ArrayList<>();
          for (ConfigValue element : list) {
            texts.add(each.parse(element));
          }
          if (new HashSet<>(texts).size() < texts.size()) {
            throw new BadValue("an entry stands there twice");
          }
          return List.copyOf(texts);
        });
  }

  /**
   * Free keys with plain values; a nested object's keys are joined by dots. A secret that was left
   * out when a run was written down is not there.
   */
  static ValueReader<Map<String, String>> plainMap() {
    return new ValueReader<>(
        "an object of texts, numbers, true or false",
        value -> {
          if (!(value instanceof ConfigObject object)) {
            throw new BadValue("");
          }
          Map<String, String> map = new LinkedHashMap<>();
          flatten("", object, map);
          return Map.copyOf(map);
        });
  }

  private static void flatten(String prefix, ConfigObject object, Map<String, String> into)
      throws BadValue {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = prefix + entry.getKey();
      if (entry.getValue() instanceof ConfigObject nested) {
        flatten(key + ".", nested, into);
      } else if (entry.getValue().valueType() != ConfigValueType.NULL
          && !Redaction.REDACTED.equals(entry.getValue().unwrapped())) {
        into.put(key, text(entry.getValue()));
      }
    }
  }

  /** Numbers arrive as text from the environment, so a text that is a number counts as one. */
  private static String numberText(ConfigValue value) throws BadValue {
    String text = text(value);
    if (value.valueType() == ConfigValueType.BOOLEAN || !NUMBER.matcher(text).matches()) {
      throw new BadValue(
          DECIMAL_COMMA.matcher(text).matches()
              ? "write decimals with a point, " + text.replace(',', '.')
              : "");
    }
    return text;
  }

  private static String text(ConfigValue value) throws BadValue {
    return switch (value.valueType()) {
      case STRING -> (String) value.unwrapped();
      // As written: rendering a number writes what is left of it after it became a double.
      case NUMBER, BOOLEAN -> value.atKey("it").getString("it");
      case NULL -> throw new BadValue("null stands for nothing here; leave the key out");
      case LIST, OBJECT -> throw new BadValue("");
    };
  }
}
