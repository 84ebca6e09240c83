package tributary.train;

import java.util.Optional;

/** One alarm of one place: told when it goes on and when it goes off, not in between. */
final class AlarmSwitch {
  private final Alarm.Kind kind;
  private final TrainingListener tell;
  private Optional<String> layer;
  private boolean on;

  AlarmSwitch(Alarm.Kind kind, Optional<String> layer, TrainingListener tell) {
    this.kind = kind;
    this.layer = layer;
    this.tell = tell;
  }

  /** Raises the alarm, unless it is on already. */
  void raise(long step, int epoch, double value, String message) {
    raise(step, epoch, layer, value, message);
  }

  /** {@link #raise(long, int, double, String)} where only now a layer is known. */
  void raise(long step, int epoch, Optional<String> where, double value, String message) {
    if (!on) {
      on = true;
      layer = where;
      tell.onAlarm(new Alarm(kind, where, step, epoch, true, value, message));
    }
  }

  /** Clears the alarm, if it is on. */
  void clear(long step, int epoch, double value, String message) {
    if (on) {
      on = false;
      tell.onAlarm(new Alarm(kind, layer, step, epoch, false, value, message));
    }
  }
}
