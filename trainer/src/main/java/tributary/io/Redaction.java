package tributary.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is shown and written down: values whose key speaks of one, as Spark's
 * own {@code spark.redaction.regex} has it, and what stands before the {@code @} of an address.
 */
public final class Redaction {
  /** Stands where a secret stood. */
  public static final String REDACTED = "(redacted)";

  private static final String WORDS = "secret|password|token|access[.]?key";
  private static final Pattern KEY = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);

  /** {@code scheme://user:password@host}. */
  private static final Pattern USER = Pattern.compile("(\\w://)[^\\s/?#]*@");

  /** {@code s3a://key:secret@bucket}, where a secret may hold a slash. */
  private static final Pattern USER_OF_S3 =
      Pattern.compile("(s3[an]?://)[^\\s/@:]{1,512}:[^\\s@]{1,512}@", Pattern.CASE_INSENSITIVE);

  /** {@code jdbc:oracle:thin:user/password@host}. */
  private static final Pattern USER_OF_ORACLE = Pattern.compile("(:thin:)[^\\s@]{1,512}@");

  /** {@code some.key=} and {@code "some.key": }; each character is looked at once. */
  private static final Pattern SETTING =
      Pattern.compile("(?<![\\w.$-])([\\w.$-]++)(?:\"?\\s*=\\s*|\"\\s*:\\s*)");

  /** A quoted one only as long as people write them, so that nothing is read over and over. */
  private static final Pattern VALUE =
      Pattern.compile(
          "\\(redacted\\)|\"(?:[^\"\\\\]|\\\\.){0,4096}+\"|'[^']{0,512}+'|\\{[^}]{0,512}+\\}|[^\\s,;&]++");

  private Redaction() {}

  /** Whether the value of this key is not to be shown. */
  public static boolean isSecret(String key) {
    return KEY.matcher(key).find();
  }

  /** What may be shown of the value of this key. */
  public static String value(String key, String value) {
    return isSecret(key) ? REDACTED : text(value);
  }

  /**
   * A text of somebody else's, without any of these secrets; one of fewer than four characters is
   * no secret, and would be found everywhere.
   */
  public static String without(Collection<String> secrets, String text) {
    String shown = text;
    // One of them may be the beginning of another.
    for (String secret :
        secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      shown = secret.length() < 4 ? shown : shown.replace(secret, REDACTED);
    }
    return text(shown);
  }

  /** What may be shown of a text: an address, a setting, a message that may hold either. */
  public static String text(String text) {
    String shown = USER.matcher(text).replaceAll("$1" + REDACTED + "@");
    shown = USER_OF_S3.matcher(shown).replaceAll("$1" + REDACTED + "@");
    shown = USER_OF_ORACLE.matcher(shown).replaceAll("$1" + REDACTED + "@");
    return withoutSettings(shown);
  }

  private static String withoutSettings(String text) {
    StringBuilder shown = new StringBuilder();
    int told = 0;
    Matcher setting = SETTING.matcher(text);
    Matcher value = VALUE.matcher(text);
    while (setting.find()) {
      // What a harmless key has may be a setting that is not.
      if (isSecret(setting.group(1)) && value.region(setting.end(), text.length()).lookingAt()) {
        shown.append(text, told, setting.end()).append(REDACTED);
        told = value.end();
        setting.region(told, text.length());
      }
    }
    return shown.append(text, told, text.length()).toString();
  }
}
