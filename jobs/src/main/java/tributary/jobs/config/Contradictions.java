package tributary.jobs.config;

import com.typesafe.config.ConfigObject;
import java.util.Set;
import tributary.ml.LossKind;
import tributary.ml.Task;
import tributary.ml.Words;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleConfig;
import tributary.optim.ScheduleKind;
import tributary.train.NonFiniteReport;

/**
 * The rules across keys. A key that is at its default never contradicts anything, so a file that
 * spells all defaults out stays valid.
 */
record Contradictions(RunConfig config, Layers layers, ProblemList problems) {
  void find() {
    data();
    heldOut("data.validation", config.data().validation());
    heldOut("data.test", config.data().test());
    loss();
    optimizer();
    schedule();
    stopping();
    nonFinite();
    health();
  }

  private void data() {
    DataConfig data = config.data();
    if (data.path().isEmpty()) {
      add("data.path", "no data is named; write data.path = \"file or folder\"");
    }
    if (data.target().isEmpty()) {
      add("data.target", "no target column is named; write data.target = column");
    }
    if (data.target().size() > 1 && data.task() == Task.CLASSIFICATION) {
      add("data.target", "a classification has one target column; use task = multilabel for more");
    }
    used("data.classes", data.task() == Task.CLASSIFICATION, "data.task", "classification");
    used("data.exclude", data.features().isEmpty(), "data.features", "[]");
    double heldOut = data.validation().fraction() + data.test().fraction();
    if (heldOut >= 1) {
      add(
          layers.differs("data.test.fraction") ? "data.test.fraction" : "data.validation.fraction",
          "validation and test fractions add up to " + heldOut + ", which leaves no training rows");
    }
    clash("data.exclude", data.exclude(), "data.target", data.target());
    clash("data.features", data.features(), "data.target", data.target());
    data.weight()
        .ifPresent(
            weight -> {
              clash("data.weight", Set.of(weight), "data.features", data.features());
              clash("data.weight", Set.of(weight), "data.target", data.target());
            });
  }

  private void clash(
      String key, Iterable<String> columns, String other, Iterable<String> otherColumns) {
    for (String column : columns) {
      for (String otherColumn : otherColumns) {
        if (column.equals(otherColumn)) {
          add(key, "the column " + column + " is in " + other + " too; leave it in one of them");
        }
      }
    }
  }

  private void heldOut(String section, HeldOutConfig heldOut) {
    if (heldOut.fraction() > 0 && !heldOut.path().isEmpty()) {
      add(section + ".fraction", section + ".path is set too; leave one of them");
    }
    boolean ownRows = !heldOut.path().isEmpty();
    used(section + ".format", ownRows, section + ".path", "…");
    used(section + ".options", ownRows, section + ".path", "…");
  }

  private void loss() {
    NetworkConfig network = config.network();
    Task task = config.data().task();
    if (network.loss() != LossKind.AUTO
        && !problems.concerns("data.task")
        && !LossKind.fitting(task).contains(network.loss())) {
      String fitting = String.join(" or ", LossKind.fitting(task).stream().map(Words::of).toList());
      add(
          "network.loss",
          "does not fit data.task = " + Words.of(task) + ", which is trained with " + fitting);
    }
    if (network.loss() == LossKind.BINARY_CROSS_ENTROPY && config.data().classes().orElse(2) > 2) {
      add(
          "network.loss",
          "tells two classes apart, data.classes has more; use softmaxCrossEntropy");
    }
    used("network.huberDelta", network.loss() == LossKind.HUBER, "network.loss", "huber");
  }

  private void optimizer() {
    TrainingConfig training = config.training();
    boolean sgd = training.optimizer() == OptimizerKind.SGD;
    used("training.momentum", sgd, "training.optimizer", "sgd");
    used("training.nesterov", sgd, "training.optimizer", "sgd");
    for (String key : new String[] {"beta1", "beta2", "epsilon"}) {
      used("training." + key, !sgd, "training.optimizer", "adamW");
    }
    if (sgd && training.nesterov() && training.momentum() == 0) {
      add("training.nesterov", "needs a momentum; set training.momentum = 0.9");
    }
  }

  private void schedule() {
    ScheduleConfig schedule = config.training().schedule();
    String at = "training.schedule.";
    String kind = at + "kind";
    String others = "constant, step, exponential or cosine; oneCycle has a climb of its own";
    boolean decays =
        schedule.kind() == ScheduleKind.STEP || schedule.kind() == ScheduleKind.EXPONENTIAL;
    boolean cosine = schedule.kind() == ScheduleKind.COSINE;
    boolean oneCycle = schedule.kind() == ScheduleKind.ONE_CYCLE;
    used(at + "every", decays, kind, "step or exponential");
    used(at + "factor", decays, kind, "step or exponential");
    used(at + "floor", cosine, kind, "cosine");
    used(at + "climb", oneCycle, kind, "oneCycle");
    used(at + "startDivisor", oneCycle, kind, "oneCycle");
    used(at + "endDivisor", oneCycle, kind, "oneCycle");
    used(at + "warmupSteps", !oneCycle, kind, others);
    used(at + "warmupEpochs", !oneCycle, kind, others);
    if (schedule.warmupSteps() > 0 && schedule.warmupEpochs() > 0) {
      add(at + "warmupEpochs", "training.schedule.warmupSteps is set too; leave one of them");
    }
    if (schedule.warmupEpochs() >= config.training().epochs()) {
      add(
          at + "warmupEpochs",
          "the run has " + config.training().epochs() + " epochs, so the warm-up would never end");
    }
    long maxSteps = config.training().maxSteps();
    if (maxSteps > 0 && schedule.warmupSteps() >= maxSteps) {
      add(at + "warmupSteps", "the run ends after " + maxSteps + " steps, within the warm-up");
    }
    if (cosine && schedule.floor() > config.training().learningRate()) {
      add(at + "floor", "is above training.learningRate = " + config.training().learningRate());
    }
  }

  private void stopping() {
    String fraction = "data.validation.fraction";
    boolean validated =
        config.data().validation().isGiven() || problems.concerns("data.validation.path");
    used("training.patience", validated, fraction, "0.1 or data.validation.path");
    used("training.validateEverySteps", validated, fraction, "0.1 or data.validation.path");
    used("training.minDelta", config.training().patience() > 0, "training.patience", "5, say");
  }

  private void nonFinite() {
    NonFiniteReport.Action action = config.training().onNonFinite();
    String key = "training.onNonFinite";
    used("training.maxNonFinite", action != NonFiniteReport.Action.STOP, key, "skip or rollback");
    used("training.rollbackFactor", action == NonFiniteReport.Action.ROLLBACK, key, "rollback");
  }

  private void health() {
    for (String key : layers.knownKeys()) {
      boolean ofHealth = key.startsWith("health.") && !key.equals("health.enabled");
      if (ofHealth && !(layers.value(key) instanceof ConfigObject)) {
        used(key, config.health().enabled(), "health.enabled", "true");
      }
    }
  }

  /**
   * A key that has no effect in this configuration was probably meant to have one. Nothing is said
   * where the deciding key was refused itself, since then nobody knows.
   */
  private void used(String key, boolean isUsed, String decider, String value) {
    if (!isUsed && layers.differs(key) && !problems.concerns(decider)) {
      add(key, "has no effect here: it is only used with " + decider + " = " + value);
    }
  }

  /** Says nothing on keys that have been refused already: their values here are the defaults. */
  private void add(String key, String message) {
    if (!problems.concerns(key)) {
      problems.add(key, layers.value(key), message);
    }
  }
}
