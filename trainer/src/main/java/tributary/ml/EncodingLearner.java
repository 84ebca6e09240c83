package tributary.ml;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;

/** Draws the encoding out of what was summed up over the training rows. */
final class EncodingLearner {
  private static final int NAMES_IN_MESSAGE = 5;

  private final String table;
  private final TableColumns columns;
  private final ColumnRoles roles;
  private final TableSummary summary;
  private final int maxLevels;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> constants = new ArrayList<>();

  EncodingLearner(
      String table, TableColumns columns, ColumnRoles roles, TableSummary summary, int maxLevels) {
    this.table = table;
    this.columns = columns;
    this.roles = roles;
    this.summary = summary;
    this.maxLevels = maxLevels;
  }

  /**
   * @throws TableException if the training rows cannot teach anything: too few of them, no weight,
   *     one class, a constant target
   */
  TableEncoding learn() {
    requireRows();
    requireWeight();
    List<ColumnEncoding> features = new ArrayList<>();
    for (int i = 0; i < columns.features().size(); i++) {
      features.add(feature(columns.features().get(i).name(), summary.column(i)));
    }
    if (!constants.isEmpty()) {
      warnings.add(
          table
              + ": constant in all training rows, so nothing can be learnt from "
              + (constants.size() == 1 ? "it: " : "them: ")
              + some(constants));
    }
    TargetEncoding target = roles.task() == Task.CLASSIFICATION ? classes() : numbersOrLabels();
    return new TableEncoding(features, target);
  }

  List<String> warnings() {
    return warnings;
  }

  private void requireRows() {
    long rows = summary.rows(RowSplit.TRAIN);
    if (rows < 2) {
      throw new TableException(
          table
              + ": there "
              + (rows == 0 ? "are no training rows" : "is one training row")
              + "; training needs at least two");
    }
  }

  private void requireWeight() {
    if (columns.weight() != null) {
      int last = columns.features().size() + columns.targets().size();
      if (numbers(last).max() == 0) {
        throw new TableException(
            table
                + ", column '"
                + columns.weight().name()
                + "': the weight of every training row is 0; at least one must be positive");
      }
    }
  }

  private ColumnEncoding feature(String name, ColumnSummary column) {
    if (column instanceof ColumnSummary.Levels levels) {
      return categorical(name, levels.counts());
    }
    if (column instanceof ColumnSummary.Numbers numbers) {
      if (numbers.numbers().isConstant()) {
        constants.add(name);
      }
      double[] scaling = scaling(numbers.numbers());
      return new ColumnEncoding.Numeric(name, scaling[0], scaling[1]);
    }
    return vector(name, ((ColumnSummary.Vectors) column).elements());
  }

  private ColumnEncoding categorical(String name, LevelCounts counts) {
    List<String> levels = counts.training();
    if (levels.size() == 1) {
      constants.add(name);
    }
    if (counts.unseen() > 0) {
      warnings.add(
          table
              + ", column '"
              + name
              + "': "
              + counts.unseen()
              + " of the rows held out of it have a value that no training row has; encoded as all"
              + " zero");
    }
    return new ColumnEncoding.Categorical(name, levels);
  }

  private ColumnEncoding vector(String name, NumberSummary[] elements) {
    if (elements.length == 0) {
      throw new TableException(
          table + ", column '" + name + "': the vectors have no elements; exclude the column");
    }
    List<Double> means = new ArrayList<>(elements.length);
    List<Double> scales = new ArrayList<>(elements.length);
    int constant = 0;
    for (NumberSummary element : elements) {
      double[] scaling = scaling(element);
      means.add(scaling[0]);
      scales.add(scaling[1]);
      constant += element.isConstant() ? 1 : 0;
    }
    if (constant > 0) {
      constants.add(constant + " of the " + elements.length + " elements of " + name);
    }
    return new ColumnEncoding.Vector(name, means, scales);
  }

  /** Mean and scale; a scale of 1 where there is no spread, so that nothing is divided by 0. */
  private double[] scaling(NumberSummary numbers) {
    return switch (roles.scaling()) {
      case STANDARDIZE -> new double[] {numbers.mean(), orOne(numbers.deviation())};
      case RANGE -> new double[] {numbers.min(), orOne(numbers.max() - numbers.min())};
      case NONE -> new double[] {0, 1};
    };
  }

  private static double orOne(double scale) {
    return scale > 0 ? scale : 1;
  }

  private TargetEncoding classes() {
    TableColumn column = columns.targets().get(0);
    LevelCounts counts =
        ((ColumnSummary.Levels) summary.column(columns.features().size())).counts();
    List<String> training = counts.training();
    if (training.size() == 1) {
      throw bad(
          column,
          "all "
              + summary.rows(RowSplit.TRAIN)
              + " training rows have the label '"
              + training.get(0)
              + "'; classification needs at least two classes");
    }
    boolean numeric = column.kind() == ColumnKind.WHOLE || column.kind() == ColumnKind.FRACTION;
    if (numeric && roles.labelZero() && roles.classes().isEmpty()) {
      requireZero(column, counts.all());
    }
    List<String> classes = numeric ? numbered(column, counts.all()) : counts.all();
    if (roles.classes().isPresent() && roles.classes().getAsInt() != classes.size()) {
      throw bad(
          column,
          "there are "
              + classes.size()
              + " different labels but "
              + roles.classes().getAsInt()
              + " classes are declared; declare "
              + classes.size()
              + " or leave it out");
    }
    List<String> absent = new ArrayList<>(classes);
    absent.removeAll(training);
    if (!absent.isEmpty()) {
      warnings.add(
          table + ", column '" + column.name() + "': no training row has class " + some(absent));
    }
    return new TargetEncoding.Classes(column.name(), classes);
  }

  /** Without a class 0 the labels were most likely counted from 1, and a class would be wasted. */
  private void requireZero(TableColumn column, List<String> labels) {
    IntSummaryStatistics range = labels.stream().mapToInt(Integer::parseInt).summaryStatistics();
    if (range.getMin() > 0) {
      throw bad(
          column,
          "the labels are "
              + range.getMin()
              + " … "
              + range.getMax()
              + ", expected 0 … K−1 for K classes; index them with StringIndexer or subtract "
              + range.getMin());
    }
  }

  /** 0 … the greatest label, or as many as are declared. */
  private List<String> numbered(TableColumn column, List<String> labels) {
    int greatest = labels.stream().mapToInt(Integer::parseInt).max().orElse(0);
    if (greatest >= maxLevels) {
      throw bad(
          column,
          "the greatest label is "
              + greatest
              + " but there may be no more than "
              + maxLevels
              + " classes; number the classes from 0 without gaps, or choose regression");
    }
    return IntStream.range(0, roles.classes().orElse(greatest + 1))
        .mapToObj(Integer::toString)
        .toList();
  }

  private TargetEncoding numbersOrLabels() {
    List<String> names = new ArrayList<>();
    List<String> constant = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    List<Double> scales = new ArrayList<>();
    for (TableColumn column : columns.targets()) {
      NumberSummary numbers = numbers(columns.features().size() + names.size());
      names.add(column.name());
      means.add(roles.standardizeTarget() ? numbers.mean() : 0);
      scales.add(roles.standardizeTarget() ? orOne(numbers.deviation()) : 1);
      if (numbers.isConstant()) {
        constant.add(column.name());
      }
    }
    if (constant.size() == names.size()) {
      throw bad(
          columns.targets().get(0),
          "the target is "
              + numbers(columns.features().size()).min()
              + " in every training row; there is nothing to learn: check that it is the right"
              + " column");
    }
    if (!constant.isEmpty()) {
      warnings.add(table + ": target constant in all training rows: " + some(constant));
    }
    return roles.task() == Task.REGRESSION
        ? new TargetEncoding.Regression(names, means, scales)
        : new TargetEncoding.Labels(names);
  }

  private NumberSummary numbers(int column) {
    return ((ColumnSummary.Numbers) summary.column(column)).numbers();
  }

  private TableException bad(TableColumn column, String message) {
    return new TableException(table + ", column '" + column.name() + "': " + message);
  }

  private static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMES_IN_MESSAGE, names.size())));
    int more = names.size() - NAMES_IN_MESSAGE;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
