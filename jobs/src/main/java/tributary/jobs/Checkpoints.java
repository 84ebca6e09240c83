package tributary.jobs;

import org.apache.hadoop.conf.Configuration;
import tributary.jobs.config.RunConfig;
import tributary.train.TrainingParts;

/** Stands in until the store is there. */
final class Checkpoints {
  static TrainingParts with(TrainingParts p, RunConfig c, RunDirectory d, Configuration h) {
    return p;
  }
}
