package tributary.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody most likely meant by a misspelt name. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name with the smallest {@link #distance} from {@code name}, letter case aside; empty
   * when even that one differs in more than a third of its letters.
   */
  public static Optional<String> to(String name, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(each -> folded(name, each)).thenComparing(each -> each))
        .filter(best -> folded(name, best) <= tolerance(name));
  }

  /**
   * The known dotted key nearest to {@code key}, where a right last part in the wrong section also
   * counts as near: {@code learningRate} finds {@code training.learningRate}.
   */
  public static Optional<String> key(String key, Collection<String> known) {
    String last = lastPart(key);
    Comparator<String> byWhole = Comparator.comparingInt(each -> folded(key, each));
    return known.stream()
        .min(Comparator.<String>comparingInt(each -> score(key, last, each)).thenComparing(byWhole))
        .filter(best -> score(key, last, best) <= 1 + tolerance(last));
  }

  /**
   * How many insertions, deletions, replacements and swaps of neighbours turn one text into the
   * other (the restricted edit distance of Damerau 1964).
   */
  public static int distance(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] current = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(last[j], current[j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[to.length()];
  }

  private static int score(String key, String last, String known) {
    return Math.min(folded(key, known), 1 + folded(last, lastPart(known)));
  }

  private static int folded(String name, String known) {
    return distance(name.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
  }

  private static int tolerance(String name) {
    return Math.max(1, name.length() / 3);
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
