package tributary.ml;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ModelDescription;
import tributary.io.ModelFormat;
import tributary.linalg.Gemms;
import tributary.nn.NetworkSpec;
import tributary.nn.TargetDecoder;
import tributary.spark.ShardPlan;
import tributary.spark.Shards;
import tributary.spark.SparkEvaluator;
import tributary.spark.SparkPreflight;

/**
 * What classification and regression models have in common: a trained network with the encoding of
 * its columns, which predicts whole tables or single vectors.
 *
 * <p>Saved, it is a model folder like that of a run, so that {@code jobs/tributary} and everything
 * else that reads one can use it, with Spark ML's metadata beside it.
 *
 * @param <M> the model itself
 */
public abstract class MlpModel<M extends MlpModel<M>> extends Model<M>
    implements MlpParams, MLWritable {
  private static final long serialVersionUID = 1L;

  private static final String EVALUATION = "evaluation table";

  private final String uid;
  private transient ModelDescription description;
  private final float[] weights;
  private final List<String> labels;
  private final MlpParamSet paramSet;
  private final transient @Nullable TrainingSummary summary;
  private transient @Nullable ModelBroadcast shared;
  private transient @Nullable VectorScorer scorer;

  MlpModel(String uid, FittedModel fitted) {
    this.uid = uid;
    this.description = fitted.description();
    this.weights = fitted.weights();
    this.labels = fitted.labels();
    this.summary = fitted.summary().orElse(null);
    this.paramSet = newParamSet();
    paramSet.setDefaultsOf(this);
  }

  /** The description travels as the file that it is stored as; the summary stays behind. */
  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    byte[] bytes = ModelFormat.description(description);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    description = ModelFormat.readDescription(in.readNBytes(in.readInt()));
  }

  /** Called while the model is made, when only its uid is there. */
  abstract MlpParamSet newParamSet();

  abstract M self();

  abstract M with(FittedModel fitted);

  abstract VectorColumns columns(TargetDecoder decoder);

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public MlpParamSet paramSet() {
    return paramSet;
  }

  @Override
  public <T> T value(Param<T> param) {
    return getOrDefault(param);
  }

  <T> M with(Param<T> param, Object value) {
    @SuppressWarnings("unchecked")
    T typed = (T) MlpParamSet.own(value);
    set(param, typed);
    return self();
  }

  /**
   * The column of feature vectors, where it is called otherwise than in training.
   *
   * @throws IllegalArgumentException if the model reads raw columns
   */
  public M setFeaturesCol(String value) {
    if (!readsVector()) {
      throw new IllegalArgumentException(
          uid
              + ": the model reads the raw columns "
              + description.table().features().stream().map(ColumnEncoding::name).toList()
              + "; give the table's columns these names");
    }
    return with(featuresCol(), value);
  }

  /** The column with the labels to evaluate on, where it is called otherwise than in training. */
  public M setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** What is done about rows with values that cannot be used: error, or skip to leave them out. */
  public M setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** The column that predictions go to; an empty name leaves it out. */
  public M setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** The network that was trained. */
  public NetworkSpec networkSpec() {
    return description.network();
  }

  /** A copy of the weights, flat, in the order of the network's layout. */
  public float[] weights() {
    return weights.clone();
  }

  /** The SHA-256 of the weights: equal for equal rows, settings, seed and shards. */
  public String weightsSha256() {
    return description.weightsSha256();
  }

  /** Everything about the model but its weights and parameters. */
  public ModelDescription description() {
    return description;
  }

  /** How many values the features have: one per column, of a vector as many as it is wide. */
  public int numFeatures() {
    return encoding().features().stream()
        .mapToInt(f -> f instanceof ColumnEncoding.Vector vector ? vector.width() : 1)
        .sum();
  }

  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * How the training went.
   *
   * @throws IllegalStateException if the model does not know, see {@link #hasSummary}
   */
  public TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          uid + ": no training summary, the model was made by another command; ask hasSummary");
    }
    return summary;
  }

  /**
   * The table with the predictions, computed a batch of rows at a time when Spark asks for them.
   *
   * <p>All columns of the table are read then, whichever of the result are wanted: of a wide one
   * select first.
   *
   * <p>With {@code handleInvalid} = skip, rows with a feature that cannot be used are not in the
   * result.
   *
   * @throws TableException if columns are missing, or of another type or width than in training, or
   *     there already; a value that cannot be used comes to light when the rows are computed
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Dataset<Row> table = dataset.toDF();
    transformSchema(table.schema());
    VectorColumns columns = columns(decoder());
    if (columns.fields().isEmpty()) {
      return table;
    }
    ScoredCounts counts = new ScoredCounts(encoding().features().size());
    SparkContext context = table.sparkSession().sparkContext();
    context.register(counts);
    return BatchPredictor.add(
        table,
        encoding(),
        networkSpec(),
        shared().in(context),
        columns,
        counts,
        Words.parse(InvalidRows.class, getHandleInvalid()));
  }

  private synchronized ModelBroadcast shared() {
    ModelBroadcast made = shared;
    if (made == null) {
      made = new ModelBroadcast(weights);
      shared = made;
    }
    return made;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    new TableSchema(Predictions.TABLE, schema).of(encoding(), false, Optional.empty());
    return ColumnChecks.append(Predictions.TABLE, schema, columns(decoder()).fields());
  }

  /**
   * How good the model is on a table with labels; rows weigh what {@code weightCol} says, if it is
   * set. The likeliest class counts, whatever the thresholds.
   *
   * @throws TableException if the table cannot be used, has a class that training did not know, or
   *     says in its metadata that its indices are other classes
   */
  public ModelEvaluation evaluate(Dataset<?> dataset) {
    Dataset<Row> table = dataset.toDF();
    ColumnChecks.requireBounded(EVALUATION, table);
    LabelMetadata.requireSame(EVALUATION, table.schema(), getLabelCol(), labels());
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
    StorageLevel level = StorageLevel.fromString(getStorageLevel());
    Optional<String> weight = isSet(weightCol()) ? Optional.of(getWeightCol()) : Optional.empty();
    int cores = SparkPreflight.availableCores(context);
    InvalidRows invalid = Words.parse(InvalidRows.class, getHandleInvalid());
    try (EncodedTable rows =
            TablePreparation.encode(EVALUATION, table, encoding(), weight, level, invalid);
        Shards shards = shards(rows, cores, level)) {
      return new ModelEvaluation(
          new SparkEvaluator(context, shards, networkSpec(), Gemms.name())
              .evaluate(weights)
              .toEvaluation(encoding().target()));
    }
  }

  private Shards shards(EncodedTable rows, int cores, StorageLevel level) {
    int count = description.provenance().shards();
    ShardPlan plan = new ShardPlan(count, Math.min(count, cores));
    return Shards.of(
        rows.blocks(),
        rows.rows(),
        encoding().inputs(),
        encoding().target().width(),
        plan.shards(),
        plan.tasks(),
        level);
  }

  /**
   * The prediction for one vector of features: of the vector column, or of raw columns that are all
   * numbers, in their order. No Spark job.
   *
   * @throws IllegalArgumentException if it does not have {@link #numFeatures} finite values, or the
   *     model reads columns that are no numbers
   */
  public double predict(Vector features) {
    return columns(decoder()).predict(scorer().outputs(features));
  }

  synchronized VectorScorer scorer() {
    VectorScorer made = scorer;
    if (made == null) {
      made = new VectorScorer(uid, description, weights, decoder());
      scorer = made;
    }
    return made;
  }

  /** As it was learnt, with the names that the columns have now. */
  TableEncoding encoding() {
    TableEncoding learnt = description.table();
    List<ColumnEncoding> features = learnt.features();
    if (readsVector()) {
      ColumnEncoding.Vector vector = (ColumnEncoding.Vector) features.get(0);
      features =
          List.of(new ColumnEncoding.Vector(getFeaturesCol(), vector.means(), vector.scales()));
    }
    return new TableEncoding(features, named(learnt.target()));
  }

  private boolean readsVector() {
    return getFeatureCols().length == 0
        && description.table().features().size() == 1
        && description.table().features().get(0) instanceof ColumnEncoding.Vector;
  }

  private TargetEncoding named(TargetEncoding learnt) {
    if (learnt instanceof TargetEncoding.Classes classes) {
      return new TargetEncoding.Classes(getLabelCol(), classes.classes());
    }
    return learnt instanceof TargetEncoding.Regression numbers && numbers.width() == 1
        ? new TargetEncoding.Regression(List.of(getLabelCol()), numbers.means(), numbers.scales())
        : learnt;
  }

  TargetDecoder decoder() {
    return TargetDecoder.of(encoding().target(), networkSpec().loss());
  }

  List<String> labels() {
    return labels;
  }

  FittedModel fitted() {
    return new FittedModel(description, weights, labels, Optional.ofNullable(summary));
  }

  @Override
  public M copy(ParamMap extra) {
    M copy = with(fitted());
    copyValues(copy, extra);
    copy.setParent(parent());
    ((MlpModel<?>) copy).shared = shared();
    return copy;
  }

  @Override
  public MLWriter write() {
    return new MlpWriter(this);
  }

  @Override
  public void save(String path) throws IOException {
    write().save(path);
  }

  /** The parameter with its meaning, default and value; unlike Spark's own, lists as lists. */
  @Override
  public String explainParam(Param<?> param) {
    return ParamText.of(this, param);
  }

  /** The network on a line, and which weights. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (uid=%s): %s; %s; %,d weights, sha256 %s",
        getClass().getSimpleName(),
        uid,
        ArchitectureTable.line(networkSpec()),
        ArchitectureTable.loss(networkSpec().loss()),
        weights.length,
        weightsSha256());
  }
}
