package tributary.jobs;

import java.util.Optional;
import tributary.data.BatchSampler;
import tributary.data.TargetEncoding;
import tributary.jobs.config.RunConfig;
import tributary.ml.ArchitectureTable;
import tributary.nn.Network;
import tributary.nn.UnitLayer;
import tributary.train.HealthConfig;
import tributary.train.HealthPlan;
import tributary.train.TrainingConfig;

/** A run's configuration as the training loop takes it, now that data and network are known. */
record LoopSettings(RunConfig config, BatchSampler sampler, Network network) {
  TrainingConfig training() {
    var training = config.training();
    return TrainingConfig.ofEpochs(training.epochs())
        .withMaxSteps(training.maxSteps())
        .withValidationEvery(training.validateEverySteps())
        .withPatience(training.patience(), training.minDelta())
        .withKeepBest(training.keepBest())
        .withCheckpointEvery(config.checkpoint().everySteps())
        .withOnNonFinite(training.nonFinitePolicy());
  }

  /** Everything is measured at the steps that are reported. */
  HealthConfig measuring() {
    if (!config.health().enabled()) {
      return HealthConfig.OFF;
    }
    int every = config.training().reportEverySteps();
    return new HealthConfig(every == 0 ? Long.MAX_VALUE : every);
  }

  /** Empty where health is not watched. */
  Optional<HealthPlan> health() {
    var health = config.health();
    if (!health.enabled()) {
      return Optional.empty();
    }
    long epoch = sampler.stepsPerEpoch();
    return Optional.of(
        HealthPlan.of(network, health.window().orElse(0))
            .withHistogramsEvery(
                health.histograms().isPresent() ? health.histograms().getAsInt() : epoch)
            .withAlarms(health.alarms().toAlarmConfig()));
  }

  /**
   * @param validated the target of the validation rows, if there are any
   */
  RunOutline outline(Optional<TargetEncoding> validated) {
    var training = config.training();
    return new RunOutline(
        training.epochs(),
        steps(),
        validated.map(Headline::nameFor),
        training.clipNorm().isPresent() || training.clipValue().isPresent(),
        config.health().enabled() && network.unitLayers().stream().anyMatch(UnitLayer::canDie));
  }

  /** Of the whole run, if nothing ends it early. */
  private long steps() {
    return config.training().steps(sampler.stepsPerEpoch());
  }

  /** The network on a line. */
  String networkLine() {
    return ArchitectureTable.line(network.spec())
        + "; "
        + ArchitectureTable.loss(network.spec().loss())
        + "; "
        + ArchitectureTable.number(network.layout().size())
        + " weights";
  }

  /** How it is trained, on a line. */
  String trainingLine() {
    return config.training().describe()
        + "; batch "
        + ArchitectureTable.number(sampler.batchSize())
        + " over "
        + sampler.shards()
        + (sampler.shards() == 1 ? " shard, " : " shards, ")
        + ArchitectureTable.number(sampler.stepsPerEpoch())
        + " steps an epoch";
  }
}
