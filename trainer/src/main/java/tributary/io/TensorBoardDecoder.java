package tributary.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tributary.train.Histogram;

/** One record's data as an event. Fields that are not known are passed over. */
final class TensorBoardDecoder {
  private double wallTime;
  private long step;
  private Optional<String> fileVersion = Optional.empty();
  private boolean start;
  private final Map<String, Float> scalars = new LinkedHashMap<>();
  private final Map<String, Histogram> histograms = new LinkedHashMap<>();

  private TensorBoardDecoder() {}

  /**
   * The data is only read.
   *
   * @throws ProtoException if it is no event
   */
  static TensorBoardEvent decode(byte[] data) throws ProtoException {
    TensorBoardDecoder decoder = new TensorBoardDecoder();
    decoder.event(new ProtoReader(data));
    return new TensorBoardEvent(
        decoder.wallTime,
        decoder.step,
        decoder.fileVersion,
        decoder.start,
        decoder.scalars,
        decoder.histograms);
  }

  private void event(ProtoReader in) throws ProtoException {
    while (in.next()) {
      switch (in.field()) {
        case TensorBoardFields.EVENT_WALL_TIME -> wallTime = in.float64();
        case TensorBoardFields.EVENT_STEP -> step = in.int64();
        case TensorBoardFields.EVENT_FILE_VERSION -> fileVersion = Optional.of(in.string());
        case TensorBoardFields.EVENT_SUMMARY -> summary(in.message());
        case TensorBoardFields.EVENT_SESSION_LOG -> start = starts(in.message());
        default -> in.skip();
      }
    }
  }

  private static boolean starts(ProtoReader in) throws ProtoException {
    long status = 0;
    while (in.next()) {
      if (in.field() == TensorBoardFields.SESSION_LOG_STATUS) {
        status = in.int64();
      } else {
        in.skip();
      }
    }
    return status == TensorBoardFields.STATUS_START;
  }

  private void summary(ProtoReader in) throws ProtoException {
    while (in.next()) {
      if (in.field() == TensorBoardFields.SUMMARY_VALUE) {
        value(in.message());
      } else {
        in.skip();
      }
    }
  }

  private void value(ProtoReader in) throws ProtoException {
    String tag = "";
    Optional<Float> scalar = Optional.empty();
    Optional<Histogram> histogram = Optional.empty();
    while (in.next()) {
      switch (in.field()) {
        case TensorBoardFields.VALUE_TAG -> tag = in.string();
        case TensorBoardFields.VALUE_SCALAR -> scalar = Optional.of(in.float32());
        case TensorBoardFields.VALUE_HISTOGRAM -> histogram = Optional.of(histogram(in.message()));
        default -> in.skip();
      }
    }
    // The tag may stand behind the value.
    if (scalar.isPresent()) {
      scalars.put(tag, scalar.get());
    }
    if (histogram.isPresent()) {
      histograms.put(tag, histogram.get());
    }
  }

  private static Histogram histogram(ProtoReader in) throws ProtoException {
    double min = 0;
    double max = 0;
    double count = 0;
    double sum = 0;
    double sumOfSquares = 0;
    double[] limits = {};
    double[] counts = {};
    while (in.next()) {
      switch (in.field()) {
        case TensorBoardFields.HISTOGRAM_MIN -> min = in.float64();
        case TensorBoardFields.HISTOGRAM_MAX -> max = in.float64();
        case TensorBoardFields.HISTOGRAM_COUNT -> count = in.float64();
        case TensorBoardFields.HISTOGRAM_SUM -> sum = in.float64();
        case TensorBoardFields.HISTOGRAM_SUM_OF_SQUARES -> sumOfSquares = in.float64();
        case TensorBoardFields.HISTOGRAM_LIMITS -> limits = in.packedFloat64();
        case TensorBoardFields.HISTOGRAM_COUNTS -> counts = in.packedFloat64();
        default -> in.skip();
      }
    }
    if (limits.length != counts.length) {
      throw new ProtoException(
          "a histogram has %d limits but %d counts".formatted(limits.length, counts.length));
    }
    return new Histogram(min, max, (long) count, sum, sumOfSquares, limits, counts);
  }
}
