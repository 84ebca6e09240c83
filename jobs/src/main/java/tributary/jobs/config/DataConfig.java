package tributary.jobs.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tributary.io.Redaction;
import tributary.ml.ColumnRoles;
import tributary.ml.InvalidRows;
import tributary.ml.Scaling;
import tributary.ml.TableSource;
import tributary.ml.Task;

/**
 * The section {@code data}: which rows, which columns, and what is made of them.
 *
 * @param format a Spark data source, {@code idx}, or {@code auto} for what the path's name says
 * @param features the columns that are fed in; empty for all that have no other part
 * @param classes how many classes there are; empty to take those of the training rows
 * @param hint how to get the data, for the message that it is missing
 */
public record DataConfig(
    String format,
    List<String> path,
    Map<String, String> options,
    Task task,
    List<String> target,
    List<String> features,
    List<String> exclude,
    Optional<String> weight,
    OptionalInt classes,
    InvalidRows invalid,
    Scaling scaling,
    boolean standardizeTarget,
    Optional<String> hint,
    HeldOutConfig validation,
    HeldOutConfig test) {
  public DataConfig {
    path = List.copyOf(path);
    options = Map.copyOf(options);
    target = List.copyOf(target);
    features = List.copyOf(features);
    exclude = List.copyOf(exclude);
  }

  static DataConfig read(Section in, DataPaths paths) {
    ValueReader<Optional<Long>> classes = ValueReader.wholeNumber(2, Integer.MAX_VALUE).or("auto");
    DataConfig config =
        new DataConfig(
            in.get("format", ValueReader.nonEmptyText()),
            paths.resolve(in.get("path", ValueReader.texts())),
            in.get("options", ValueReader.plainMap()),
            in.get("task", ValueReader.choice(Task.class)),
            in.get("target", ValueReader.texts()),
            in.get("features", ValueReader.texts()),
            in.get("exclude", ValueReader.texts()),
            in.optional("weight", ValueReader.nonEmptyText()),
            RunConfig.optionalInt(in.get("classes", classes)),
            in.get("invalid", ValueReader.choice(InvalidRows.class)),
            in.get("scaling", ValueReader.choice(Scaling.class)),
            in.get("standardizeTarget", ValueReader.flag()),
            in.optional("hint", ValueReader.nonEmptyText()),
            HeldOutConfig.read(in.section("validation"), paths),
            HeldOutConfig.read(in.section("test"), paths));
    in.done();
    return config;
  }

  /** The table that is trained on, before validation and test fractions are taken out. */
  public TableSource trainSource() {
    return new TableSource(format, path, options);
  }

  /** The values of reader options whose key speaks of a secret, which no message may repeat. */
  public List<String> secrets() {
    return Stream.of(options, validation.options(), test.options())
        .flatMap(given -> given.entrySet().stream())
        .filter(option -> Redaction.isSecret(option.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** What each column is for. */
  public ColumnRoles roles() {
    return new ColumnRoles(
            task, features, exclude, target, weight, scaling, standardizeTarget, classes)
        .withInvalid(invalid);
  }

  /** The held-out rows' own table, if they have one; what it does not say is as in training. */
  public Optional<TableSource> sourceOf(HeldOutConfig heldOut) {
    if (heldOut.path().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> merged = new HashMap<>(options);
    merged.putAll(heldOut.options());
    return Optional.of(new TableSource(heldOut.format().orElse(format), heldOut.path(), merged));
  }
}
