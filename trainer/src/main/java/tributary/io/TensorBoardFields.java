package tributary.io;

/**
 * The field numbers of TensorBoard's messages, as far as they are used here.
 *
 * @see <a href="https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto">
 *     event.proto, summary.proto and histogram.proto</a>
 */
final class TensorBoardFields {
  static final int EVENT_WALL_TIME = 1;
  static final int EVENT_STEP = 2;
  static final int EVENT_FILE_VERSION = 3;
  static final int EVENT_SUMMARY = 5;
  static final int EVENT_SESSION_LOG = 7;

  static final int SESSION_LOG_STATUS = 1;
  static final int STATUS_START = 1;

  static final int SUMMARY_VALUE = 1;
  static final int VALUE_TAG = 1;
  static final int VALUE_SCALAR = 2;
  static final int VALUE_HISTOGRAM = 5;

  static final int HISTOGRAM_MIN = 1;
  static final int HISTOGRAM_MAX = 2;
  static final int HISTOGRAM_COUNT = 3;
  static final int HISTOGRAM_SUM = 4;
  static final int HISTOGRAM_SUM_OF_SQUARES = 5;
  static final int HISTOGRAM_LIMITS = 6;
  static final int HISTOGRAM_COUNTS = 7;

  private TensorBoardFields() {}
}
