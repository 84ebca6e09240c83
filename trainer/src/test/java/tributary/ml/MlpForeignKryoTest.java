package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fit in a session whose Kryo has a registrator of its own and has never heard of ours. */
final class MlpForeignKryoTest extends EstimatorTest {
  /** Somebody's. */
  public static final class OwnRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
      kryo.register(StringBuilder.class);
    }
  }

  @Override
  protected void configure(SparkConf conf) {
    conf.set("spark.kryo.registrationRequired", "false")
        .set("spark.kryo.registrator", OwnRegistrator.class.getName());
  }

  @ParameterizedTest
  @CsvSource({
    "job, MEMORY_AND_DISK",
    "resident, MEMORY_AND_DISK",
    "job, MEMORY_ONLY_SER",
    "resident, DISK_ONLY"
  })
  void k5UnderAnotherRegistratorItFitsTransformsAndEvaluates(
      String execution, String storageLevel) {
    Dataset<Row> rows = clouds(3, 400, 3);
    MlpClassificationModel model =
        new MlpClassifier()
            .setHiddenLayers(8)
            .setEpochs(8)
            .setBatchSize(20)
            .setLearningRate(0.1)
            .setValidationFraction(0.2)
            .setShards(3)
            .setExecution(execution)
            .setStorageLevel(storageLevel)
            .setProgress(false)
            .fit(rows);
    assertEquals(1, model.evaluate(rows).accuracy(), 0.1);
  }
}
