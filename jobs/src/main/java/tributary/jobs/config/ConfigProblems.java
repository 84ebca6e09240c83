package tributary.jobs.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused; carries everything wrong with it, not only the first thing. */
public final class ConfigProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<ConfigProblem> problems;

  ConfigProblems(Collection<ConfigProblem> problems) {
    this.problems = new ArrayList<>(problems);
  }

  /** The problems, by source and line; never empty. */
  public List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  @Override
  public String getMessage() {
    return describe(problems);
  }

  private static String describe(Collection<ConfigProblem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", "configuration refused, " + count + ":", ""));
  }
}
