package tributary.io;

import java.util.Collection;
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

  /** {@code jdbc:oracle:thin:user/password@host}. */
  private static final Pattern USER_OF_ORACLE = Pattern.compile("(:thin:)[^\\s@]+@");

  /** {@code some.password=value} and {@code "some.password": "value"}. */
  private static final Pattern SETTING =
      Pattern.compile(
          "([\\w.$-]*(?:"
              + WORDS
              + ")[\\w.$-]*(?:\"?\\s*=\\s*|\"\\s*:\\s*))"
              + "(\\(redacted\\)|\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,;&]+)",
          Pattern.CASE_INSENSITIVE);

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
    for (String secret : secrets) {
      shown = secret.length() < 4 ? shown : shown.replace(secret, REDACTED);
    }
    return text(shown);
  }

  /** What may be shown of a text: an address, a setting, a message that may hold either. */
  public static String text(String text) {
    String shown = USER.matcher(text).replaceAll("$1" + REDACTED + "@");
    shown = USER_OF_ORACLE.matcher(shown).replaceAll("$1" + REDACTED + "@");
    return SETTING.matcher(shown).replaceAll("$1" + REDACTED);
  }
}
