package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of faults in the trainer's README says what the tests prove, row by row. */
final class FaultTableTest {
  private static final Map<Character, Integer> ROWS =
      Map.of('R', 20, 'C', 18, 'D', 14, 'N', 10, 'K', 15);
  private static final Pattern ROW = Pattern.compile("[RCDNK]\\d+");

  /** {@code `Test.r1r2…`}, and {@code `.r3…`} for another one of the same class. */
  private static final Pattern TEST = Pattern.compile("`(\\w*)\\.([rcdnk0-9]+)…`");

  private static final Pattern METHOD =
      Pattern.compile("(?:void|List<DynamicTest>) ((?:[rcdnk]\\d+)+)(?![a-z])\\w*\\(");

  @Test
  void everyRowNamesTestsThatCarryItsNumber() throws IOException {
    Map<String, Set<String>> tests = tests();
    Set<String> told = new TreeSet<>();
    List<String> problems = new ArrayList<>();
    for (String line : table()) {
      String[] cells = line.split("\\|", -1);
      List<String> rows = ROW.matcher(cells[1]).results().map(MatchResult::group).toList();
      told.addAll(rows);
      Set<String> proved = new TreeSet<>();
      String ofClass = "";
      for (Matcher test = TEST.matcher(cells[4]); test.find(); ) {
        ofClass = test.group(1).isEmpty() ? ofClass : test.group(1);
        String prefix = test.group(2);
        if (tests.getOrDefault(ofClass, new TreeSet<>()).contains(prefix)) {
          ROW.matcher(prefix.toUpperCase(Locale.ROOT))
              .results()
              .forEach(row -> proved.add(row.group()));
        } else {
          problems.add("no test " + ofClass + "." + prefix);
        }
      }
      rows.stream().filter(row -> !proved.contains(row)).forEach(row -> problems.add(line));
    }
    assertEquals(List.of(), problems);
    assertEquals(allRows(), told);
  }

  private static Set<String> allRows() {
    Set<String> all = new TreeSet<>();
    ROWS.forEach(
        (kind, last) -> {
          for (int row = 1; row <= last; row++) {
            all.add(kind + Integer.toString(row));
          }
        });
    return all;
  }

  private static List<String> table() throws IOException {
    List<String> rows;
    try (Stream<String> lines = Files.lines(Project.ROOT.resolve("trainer/README.md"))) {
      rows = lines.filter(line -> line.matches("\\| [RCDNK]\\d+[, ].*")).toList();
    }
    assertTrue(rows.size() > 40, rows.toString());
    return rows;
  }

  /** By class, what the names of its numbered tests begin with. */
  private static Map<String, Set<String>> tests() throws IOException {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (String module : List.of("trainer", "jobs")) {
      try (Stream<Path> files = Files.walk(Project.ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          METHOD
              .matcher(Files.readString(file))
              .results()
              .forEach(
                  method ->
                      tests.computeIfAbsent(name, key -> new TreeSet<>()).add(method.group(1)));
        }
      }
    }
    return tests;
  }
}
