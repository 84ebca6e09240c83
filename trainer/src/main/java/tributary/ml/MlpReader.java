package tributary.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLReader;
import org.jspecify.annotations.Nullable;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ModelFormatException;
import tributary.spark.HadoopFiles;

/**
 * Reads what {@link MlpWriter} wrote, as data alone; and models of runs of {@code jobs/tributary}.
 *
 * @param <T> the estimator or model
 */
final class MlpReader<T> extends MLReader<T> {
  /** Parameters and a training's history; no honest file is longer. */
  static final int MAX_METADATA = 1 << 26;

  private final Class<T> type;
  private final Builder<T> builder;
  private final @Nullable RunReader<T> runs;

  private MlpReader(Class<T> type, Builder<T> builder, @Nullable RunReader<T> runs) {
    this.type = type;
    this.builder = builder;
    this.runs = runs;
  }

  @FunctionalInterface
  private interface Builder<T> {
    T build(String path, SavedStage saved, Configuration hadoop) throws IOException;
  }

  @FunctionalInterface
  private interface RunReader<T> {
    T read(String path, Configuration hadoop) throws IOException;
  }

  @FunctionalInterface
  interface ModelMaker<M> {
    M make(String uid, FittedModel fitted);
  }

  static <E extends MlpEstimator<E, M>, M extends MlpModel<M>> MlpReader<E> of(
      Class<E> type, Function<String, E> maker) {
    return new MlpReader<>(
        type,
        (path, saved, hadoop) -> {
          E estimator = maker.apply(saved.uid());
          saved.setOn(metadata(path), estimator);
          String initial = new Path(path, InitialModelParam.NAME).toString();
          if (new HadoopFiles(hadoop).exists(initial)) {
            estimator.setInitialModel(estimator.readModel(initial));
          }
          return estimator;
        },
        null);
  }

  static <M extends MlpModel<M>> MlpReader<M> ofModel(Class<M> type, ModelMaker<M> maker) {
    return new MlpReader<>(
        type,
        (path, saved, hadoop) -> {
          ModelDirectory stored = ModelDirectory.read(path, hadoop);
          requireTask(path, type, stored);
          requireOneModel(metadata(path), saved, stored);
          M model =
              maker.make(
                  saved.uid(),
                  new FittedModel(
                      stored.description(), stored.weights(), saved.labels(), saved.summary()));
          saved.setOn(metadata(path), model);
          return model;
        },
        (path, hadoop) -> ofRun(path, type, maker, ModelDirectory.read(path, hadoop)));
  }

  /** The model of a run, which was never an estimator's and has no parameters. */
  private static <M extends MlpModel<M>> M ofRun(
      String path, Class<M> type, ModelMaker<M> maker, ModelDirectory stored)
      throws ModelFormatException {
    if (RunText.isOfEstimator(stored.description().provenance().configuration())) {
      throw new ModelFormatException(
          path
              + ": an estimator saved this model but "
              + MlpWriter.METADATA_FILE
              + " is missing; copy the whole folder again");
    }
    requireTask(path, type, stored);
    TableEncoding table = stored.description().table();
    M model =
        maker.make(
            MlpEstimator.randomUid("mlp"),
            new FittedModel(stored.description(), stored.weights(), List.of(), Optional.empty()));
    String[] features = table.features().stream().map(ColumnEncoding::name).toArray(String[]::new);
    model.set(model.featureCols(), features);
    model.set(model.labelCol(), table.target().columns().get(0));
    return model;
  }

  private static String metadata(String path) {
    return new Path(path, MlpWriter.METADATA_FILE).toString();
  }

  private static void requireTask(String path, Class<?> type, ModelDirectory stored)
      throws ModelFormatException {
    TableEncoding table = stored.description().table();
    boolean classes = table.target() instanceof TargetEncoding.Classes;
    boolean number =
        table.target() instanceof TargetEncoding.Regression target && target.width() == 1;
    if (type == MlpClassificationModel.class ? !classes : !number) {
      throw new ModelFormatException(
          path
              + ": this model predicts "
              + (classes ? "classes" : table.target().columns())
              + ", which a "
              + type.getSimpleName()
              + " does not; load it with another class or use jobs/tributary predict");
    }
  }

  /** Metadata and network may have been taken from two folders, each of them whole. */
  private static void requireOneModel(String path, SavedStage saved, ModelDirectory stored)
      throws ModelFormatException {
    String weights = stored.description().weightsSha256();
    Optional<String> trained = saved.summary().map(TrainingSummary::weightsSha256);
    if (trained.isPresent() && !trained.get().equals(weights)) {
      throw new ModelFormatException(
          path
              + ": the training gave the weights "
              + trained.get()
              + " but those in the folder are "
              + weights
              + "; the files are of two models, take them from one");
    }
    if (!saved.labels().isEmpty()
        && stored.description().table().target() instanceof TargetEncoding.Classes classes
        && saved.labels().size() != classes.classes().size()) {
      throw new ModelFormatException(
          path
              + ": there are "
              + saved.labels().size()
              + " labels but the model has "
              + classes.classes().size()
              + " classes; the files are of two models, take them from one");
    }
  }

  /**
   * Reads the folder.
   *
   * @throws UncheckedIOException if there is nothing at {@code saved}, or it was not saved by this
   *     class, or is damaged; the message says which
   */
  @Override
  public T load(String saved) {
    try {
      Configuration hadoop = sc().hadoopConfiguration();
      String path = SavedFolder.toRead(saved, hadoop);
      String file = metadata(path);
      HadoopFiles files = new HadoopFiles(hadoop);
      if (runs != null && !files.exists(file)) {
        return runs.read(path, hadoop);
      }
      files.requireInside(path, MlpWriter.METADATA_FILE);
      byte[] line = files.read(file, MAX_METADATA);
      return builder.build(path, SavedStage.parse(file, line, type), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
