package tributary.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLReader;
import tributary.spark.HadoopFiles;

/**
 * Reads what {@link MlpWriter} wrote, as data alone.
 *
 * @param <T> the estimator or model
 */
final class MlpReader<T> extends MLReader<T> {
  /** Parameters and a training's history; no honest file is longer. */
  private static final int MAX_METADATA = 1 << 26;

  private final Class<T> type;
  private final Builder<T> builder;

  private MlpReader(Class<T> type, Builder<T> builder) {
    this.type = type;
    this.builder = builder;
  }

  @FunctionalInterface
  private interface Builder<T> {
    T build(String path, SavedStage saved, Configuration hadoop) throws IOException;
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
          saved.setOn(path, estimator);
          String initial = new Path(path, InitialModelParam.NAME).toString();
          if (new HadoopFiles(hadoop).exists(initial)) {
            estimator.setInitialModel(estimator.readModel(initial));
          }
          return estimator;
        });
  }

  static <M extends MlpModel<M>> MlpReader<M> ofModel(Class<M> type, ModelMaker<M> maker) {
    return new MlpReader<>(
        type,
        (path, saved, hadoop) -> {
          ModelDirectory stored = ModelDirectory.read(path, hadoop);
          M model =
              maker.make(
                  saved.uid(),
                  new FittedModel(
                      stored.description(), stored.weights(), saved.labels(), saved.summary()));
          saved.setOn(path, model);
          return model;
        });
  }

  /**
   * @throws UncheckedIOException if there is nothing at {@code path}, or it was not saved by this
   *     class, or is damaged; the message says which
   */
  @Override
  public T load(String path) {
    try {
      Configuration hadoop = sc().hadoopConfiguration();
      String file = new Path(path, MlpWriter.METADATA_FILE).toString();
      byte[] line = new HadoopFiles(hadoop).read(file, MAX_METADATA);
      SavedStage saved =
          SavedStage.parse(file, new String(line, StandardCharsets.UTF_8).strip(), type);
      return builder.build(path, saved, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
