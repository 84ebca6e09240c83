package tributary.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.data.RandomStream;
import tributary.train.Histogram;

/** Event files for tests: made at random, put together and read. */
final class Events {
  private static final String[] WORDS = {"train/loss", "", "ü/λ", "weights/layers.0", "a b", "日本"};
  private static final double[] SPECIAL = {
    0, -0.0, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };

  private Events() {}

  static byte[] concat(List<byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach(out::writeBytes);
    return out.toByteArray();
  }

  static List<TensorBoardEvent> read(byte[] file) throws IOException {
    return new TensorBoardReader(new ByteArrayInputStream(file)).rest();
  }

  static double number(RandomStream random) {
    return random.nextInt(4) == 0
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : random.nextGaussian() * Math.pow(10, random.nextInt(80) - 40);
  }

  /** Of every width that a number takes as bytes, on both sides of 0. */
  static long step(RandomStream random) {
    long step = random.nextLong() >>> random.nextInt(64);
    return random.nextInt(2) == 0 ? step : -step;
  }

  static Map<String, Double> scalars(RandomStream random) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      values.put(WORDS[random.nextInt(WORDS.length)] + random.nextInt(9), number(random));
    }
    return values;
  }

  static Histogram histogram(RandomStream random) {
    int buckets = 1 + random.nextInt(40);
    double[] limits = new double[buckets];
    double[] counts = new double[buckets];
    double limit = random.nextGaussian();
    for (int i = 0; i < buckets; i++) {
      limit += random.nextDouble();
      limits[i] = limit;
      counts[i] = random.nextInt(1000);
    }
    return new Histogram(
        number(random),
        number(random),
        random.nextInt(Integer.MAX_VALUE),
        number(random),
        number(random),
        limits,
        counts);
  }

  static Map<String, Histogram> histograms(RandomStream random) {
    Map<String, Histogram> values = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.put(WORDS[random.nextInt(WORDS.length)] + i, histogram(random));
    }
    return values;
  }

  /** A small file with a record of each kind. */
  static List<byte[]> records() {
    RandomStream random = new RandomStream(11);
    return List.of(
        TensorBoardEvents.fileVersion(1.5),
        TensorBoardEvents.start(2.5, 40),
        TensorBoardEvents.scalars(3.5, 41, Map.of("train/loss", 0.25)),
        TensorBoardEvents.histograms(4.5, 41, Map.of("weights/layers.0", histogram(random))),
        TensorBoardEvents.scalars(5.5, 42, Map.of("train/loss", 0.125, "train/rate", 0.5)));
  }
}
