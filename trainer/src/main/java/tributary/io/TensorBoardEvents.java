package tributary.io;

import java.util.Map;
import tributary.train.Histogram;

/**
 * The records of a TensorBoard event file, each whole and ready to be written in one go.
 *
 * <p>A file starts with {@link #fileVersion}. One process writes it, once; a run that goes on
 * starts another file in the same folder, with {@link #start} as the second record. Wall times are
 * seconds since 1970.
 */
public final class TensorBoardEvents {
  /** Readers honour {@link #start} from this version on. */
  static final String VERSION = "brain.Event:2";

  private TensorBoardEvents() {}

  /** The first record of every file. */
  public static byte[] fileVersion(double wallTime) {
    return record(event(wallTime, 0).string(TensorBoardFields.EVENT_FILE_VERSION, VERSION));
  }

  /**
   * Says that what earlier files have of this step and of later ones no longer counts.
   *
   * @param step the first that is made again
   */
  public static byte[] start(double wallTime, long step) {
    ProtoWriter log =
        new ProtoWriter()
            .int64(TensorBoardFields.SESSION_LOG_STATUS, TensorBoardFields.STATUS_START);
    return record(event(wallTime, step).message(TensorBoardFields.EVENT_SESSION_LOG, log));
  }

  /** One number for each tag, kept as a float; NaN and infinities are allowed. */
  public static byte[] scalars(double wallTime, long step, Map<String, Double> values) {
    ProtoWriter summary = new ProtoWriter();
    values.forEach(
        (tag, value) ->
            summary.message(
                TensorBoardFields.SUMMARY_VALUE,
                new ProtoWriter()
                    .string(TensorBoardFields.VALUE_TAG, tag)
                    .presentFloat32(TensorBoardFields.VALUE_SCALAR, value.floatValue())));
    return record(event(wallTime, step).message(TensorBoardFields.EVENT_SUMMARY, summary));
  }

  /**
   * One histogram for each tag; the arrays are only read.
   *
   * @throws IllegalArgumentException if a histogram has not as many counts as limits
   */
  public static byte[] histograms(double wallTime, long step, Map<String, Histogram> values) {
    ProtoWriter summary = new ProtoWriter();
    values.forEach(
        (tag, histogram) ->
            summary.message(
                TensorBoardFields.SUMMARY_VALUE,
                new ProtoWriter()
                    .string(TensorBoardFields.VALUE_TAG, tag)
                    .message(TensorBoardFields.VALUE_HISTOGRAM, histogram(tag, histogram))));
    return record(event(wallTime, step).message(TensorBoardFields.EVENT_SUMMARY, summary));
  }

  private static ProtoWriter histogram(String tag, Histogram histogram) {
    double[] limits = histogram.limits();
    double[] counts = histogram.counts();
    if (limits.length != counts.length) {
      throw new IllegalArgumentException(
          "histogram %s has %d limits but %d counts; each bucket needs both"
              .formatted(tag, limits.length, counts.length));
    }
    if (limits.length == 0) {
      // Some readers take a histogram without any bucket, or one that ends before it begins, for
      // a damaged one; a bucket of nothing between 0 and 0 offends nobody.
      return new ProtoWriter()
          .packedFloat64(TensorBoardFields.HISTOGRAM_LIMITS, new double[] {Double.MAX_VALUE})
          .packedFloat64(TensorBoardFields.HISTOGRAM_COUNTS, new double[] {0});
    }
    return new ProtoWriter()
        .float64(TensorBoardFields.HISTOGRAM_MIN, histogram.min())
        .float64(TensorBoardFields.HISTOGRAM_MAX, histogram.max())
        .float64(TensorBoardFields.HISTOGRAM_COUNT, (double) histogram.count())
        .float64(TensorBoardFields.HISTOGRAM_SUM, histogram.sum())
        .float64(TensorBoardFields.HISTOGRAM_SUM_OF_SQUARES, histogram.sumOfSquares())
        .packedFloat64(TensorBoardFields.HISTOGRAM_LIMITS, limits)
        .packedFloat64(TensorBoardFields.HISTOGRAM_COUNTS, counts);
  }

  private static ProtoWriter event(double wallTime, long step) {
    return new ProtoWriter()
        .float64(TensorBoardFields.EVENT_WALL_TIME, wallTime)
        .int64(TensorBoardFields.EVENT_STEP, step);
  }

  private static byte[] record(ProtoWriter event) {
    return RecordFraming.frame(event.toBytes());
  }
}
