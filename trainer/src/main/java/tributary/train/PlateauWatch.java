package tributary.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Raises {@link Alarm.Kind#PLATEAU}: the mean loss over some steps is not lower than over as many
 * before them, beyond a thousandth of it and beyond what batches scatter.
 */
final class PlateauWatch implements TrainingListener {
  private static final int BLOCKS = 5;

  /** The least fall that counts, as a part of the loss. */
  private static final double LEAST = 1e-3;

  /** Standard errors that a fall has to exceed. */
  private static final double ERRORS = 2;

  private record Block(long steps, double sum, double squares) {
    static final Block NONE = new Block(0, 0, 0);

    Block plus(Block other) {
      return new Block(steps + other.steps, sum + other.sum, squares + other.squares);
    }

    double mean() {
      return sum / steps;
    }

    /** The squared standard error of the mean. */
    double squaredError() {
      return Math.max(0, squares / steps - mean() * mean()) / steps;
    }
  }

  private final long blockSteps;
  private final AlarmSwitch alarm;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private Block block = Block.NONE;

  PlateauWatch(AlarmConfig config, TrainingListener tell) {
    this.blockSteps = Math.max(1, config.plateauSteps() / BLOCKS);
    this.alarm = new AlarmSwitch(Alarm.Kind.PLATEAU, Optional.empty(), tell);
  }

  @Override
  public void onStep(StepReport report) {
    block = block.plus(new Block(1, report.loss(), report.loss() * report.loss()));
    if (block.steps() < blockSteps) {
      return;
    }
    blocks.addLast(block);
    block = Block.NONE;
    if (blocks.size() > 2 * BLOCKS) {
      blocks.removeFirst();
    }
    if (blocks.size() == 2 * BLOCKS) {
      judge(report.step());
    }
  }

  private void judge(StepId step) {
    Block before = sum(0);
    Block now = sum(BLOCKS);
    double fall = before.mean() - now.mean();
    double least =
        Math.max(
            LEAST * Math.abs(before.mean()),
            ERRORS * Math.sqrt(before.squaredError() + now.squaredError()));
    double share = fall / Math.abs(before.mean());
    // A loss that rises stands still no more than one that falls; DivergenceWatch looks after it.
    if (Math.abs(fall) <= least) {
      alarm.raise(
          step.number(),
          step.epoch(),
          share,
          "the loss stands still: a mean of "
              + Words.figure(now.mean())
              + " over the last "
              + now.steps()
              + " steps and "
              + Words.figure(before.mean())
              + " over those before; try another training.learningRate, or set training.patience to"
              + " end the run where there is no more to gain");
    } else if (fall > 2 * least) {
      alarm.clear(
          step.number(),
          step.epoch(),
          share,
          "the loss falls again, to a mean of " + Words.figure(now.mean()));
    }
  }

  private Block sum(int from) {
    return blocks.stream().skip(from).limit(BLOCKS).reduce(Block.NONE, Block::plus);
  }
}
