package tributary.data;

import java.util.Collection;
import java.util.List;

/** The words for columns that are not there. */
public final class MissingColumns {
  private static final int NAMES_IN_MESSAGE = 20;

  private MissingColumns() {}

  /** Names all that are missing, each with what it was probably called, and what there is. */
  public static String message(List<String> missing, Collection<String> present) {
    StringBuilder text = new StringBuilder("there is no column ");
    for (int i = 0; i < missing.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(quoted(missing.get(i), present));
    }
    return text + "; the columns are " + names(present);
  }

  private static String quoted(String name, Collection<String> present) {
    String near =
        NearestName.of(name, present).map(n -> " (the nearest is '" + n + "')").orElse("");
    return "'" + name + "'" + near;
  }

  /** The first of many names, and how many more there are. */
  public static String names(Collection<String> names) {
    String first = String.join(", ", names.stream().limit(NAMES_IN_MESSAGE).toList());
    int more = names.size() - NAMES_IN_MESSAGE;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
