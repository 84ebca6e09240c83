package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.spark.ResidentReply.Order;
import tributary.train.GradientSum;
import tributary.train.ShardTree.Node;
import tributary.train.StepId;

/** What the driver answers, in whatever order tasks ask, end and begin anew. */
final class ResidentExchangeTest {
  private static final StepId STEP = new StepId(12, 3, 2);
  private static final float[] WEIGHTS = {1, 2};
  private static final long SHORT = 1_000_000;

  private final ResidentExchange exchange = new ResidentExchange(2, true, 2);
  private final List<ResidentReply> first = new ArrayList<>();
  private final List<ResidentReply> second = new ArrayList<>();

  private void ask(ResidentCall call, List<ResidentReply> answers) {
    exchange.asked(call, answer -> answers.add(ResidentReply.of(answer)));
  }

  private static ResidentCall ready(int task) {
    return ResidentCall.ready(task, task, "executor " + task);
  }

  private static ResidentCall sums(int task, long request, float value) {
    GradientSum sum = new GradientSum(new float[] {value, value}, value, 1, 1);
    List<Node<GradientSum>> nodes = List.of(new Node<>(0, task, sum));
    return new ResidentCall(
        task,
        task,
        request,
        "executor " + task,
        new PartialSums<>(task, TaskTimes.ofTask(1, 1, 0), nodes),
        List.of());
  }

  private float loss(int task) {
    return (float) exchange.sums().get(task).nodes().get(0).sum().loss();
  }

  @Test
  void whoAsksBeforeThereIsWorkIsAnsweredWhenThereIs() throws Exception {
    ask(ready(0), first);
    assertEquals(List.of(), first);
    exchange.request(ResidentReply.work(1, STEP, WEIGHTS));
    assertEquals(Order.WORK, first.get(0).order());
    assertEquals(STEP, first.get(0).requiredStep());
    ask(ready(1), second);
    assertEquals(Order.WORK, second.get(0).order());
    assertFalse(exchange.await(SHORT));
    ask(sums(0, 1, 5), first);
    assertFalse(exchange.await(SHORT));
    ask(sums(1, 1, 7), second);
    assertTrue(exchange.await(SHORT));
    assertEquals(5, loss(0));
    assertEquals(7, loss(1));
    assertEquals(1, first.size(), "it waits for the next request");
  }

  @Test
  void aSecondAttemptIsGivenTheWorkAndCountsOnce() throws Exception {
    exchange.request(ResidentReply.work(1, STEP, WEIGHTS));
    ask(ready(0), first);
    ask(ready(0), second);
    assertEquals(Order.WORK, second.get(0).order());
    ask(sums(0, 1, 5), second);
    ask(sums(0, 1, 6), first);
    ask(sums(1, 1, 7), first);
    assertTrue(exchange.await(SHORT));
    assertEquals(5, loss(0), "the first sums that came");
    ask(ready(0), first);
    exchange.request(ResidentReply.work(2, STEP, WEIGHTS));
    assertTrue(first.stream().anyMatch(reply -> reply.request() == 2));
    ask(sums(0, 1, 9), first);
    assertEquals(List.of(), exchange.sums(), "sums of a request that is over do not count");
  }

  @Test
  void tasksOfALostExecutorAreAbsentUntilTheyAskAgain() {
    assertEquals(2, exchange.absent());
    exchange.request(ResidentReply.work(1, STEP, WEIGHTS));
    ask(ready(0), first);
    ask(ready(1), second);
    assertEquals(0, exchange.absent());
    exchange.lost("executor 1");
    assertEquals(1, exchange.absent());
    second.clear();
    ask(ready(1), second);
    assertEquals(0, exchange.absent());
    assertEquals(Order.WORK, second.get(0).order());
  }

  /** It announced itself and then did not get its shards; nobody else would miss it. */
  @Test
  void anAttemptThatFailedIsAbsentUntilAnotherOneAsks() {
    exchange.request(ResidentReply.work(1, STEP, WEIGHTS));
    ask(ResidentCall.announcement(0, 10, "executor 0"), first);
    ask(ResidentCall.announcement(1, 20, "executor 1"), second);
    assertEquals(0, exchange.absent());
    exchange.failed(20);
    exchange.failed(99);
    assertEquals(1, exchange.absent());
    ask(ResidentCall.announcement(0, 11, "executor 1"), first);
    assertEquals(1, exchange.duplicates(), "the double has the slot of the one that is missing");
    ask(ResidentCall.ready(1, 21, "executor 0"), second);
    assertEquals(0, exchange.absent());
    assertEquals(Order.WORK, second.get(1).order());
  }

  @Test
  void aTaskThatFetchesItsShardsIsNotMissingAndADoubleIsSeen() {
    exchange.request(ResidentReply.work(1, STEP, WEIGHTS));
    ask(ResidentCall.announcement(0, 10, "executor 0"), first);
    assertEquals(Order.WAIT, first.get(0).order());
    assertEquals(1, exchange.absent());
    assertEquals(0, exchange.duplicates());
    ask(ResidentCall.announcement(0, 11, "executor 1"), second);
    assertEquals(1, exchange.absent(), "task 1 is the one that is missing");
    assertEquals(1, exchange.duplicates());
    ask(ResidentCall.ready(0, 10, "executor 0"), first);
    assertEquals(Order.WORK, first.get(1).order());
    exchange.lost("executor 0");
    assertEquals(1, exchange.absent(), "its double is still there");
    assertEquals(0, exchange.duplicates());
    exchange.leave();
    first.clear();
    ask(ResidentCall.announcement(1, 12, "executor 2"), first);
    assertEquals(Order.LEAVE, first.get(0).order());
  }

  @Test
  void onceTheyAreToLeaveEverybodyIsToldSo() {
    ask(ready(0), first);
    exchange.leave();
    assertEquals(Order.LEAVE, first.get(0).order());
    ask(ready(1), second);
    assertEquals(Order.LEAVE, second.get(0).order());
  }

  @Test
  void aShortWaitNeedsNoReassurance() {
    ask(ready(0), first);
    exchange.reassure();
    assertEquals(List.of(), first);
  }

  @Test
  void messagesSurviveTheWayBetweenProcesses() {
    ResidentCall call =
        new ResidentCall(
            1,
            42,
            7,
            "1",
            sums(1, 7, 3).sums(),
            List.of(new SparkBlocks.Address("h", 7077, "1", 99)));
    ResidentCall read = ResidentCall.of(call.toBytes());
    assertEquals(call.vectors(), read.vectors());
    assertEquals(1, read.task());
    assertEquals(42, read.attempt());
    assertEquals(7, read.request());
    PartialSums<GradientSum> sums = read.sums();
    assertNotNull(sums);
    assertArrayEquals(new float[] {3, 3}, sums.nodes().get(0).sum().gradient());

    ResidentReply work = ResidentReply.of(ResidentReply.work(8, STEP, WEIGHTS).toBytes());
    assertEquals(STEP, work.step());
    assertArrayEquals(WEIGHTS, work.weights());
    SparkBlocks.Address vector = new SparkBlocks.Address("driver", 1, "driver", 5);
    ResidentReply far = ResidentReply.of(ResidentReply.work(9, STEP, vector).toBytes());
    assertEquals(vector, far.vector());
    assertEquals(9, far.request());
    assertEquals(Order.WAIT, ResidentReply.of(ResidentReply.WAIT.toBytes()).order());
    assertEquals(Order.LEAVE, ResidentReply.of(ResidentReply.LEAVE.toBytes()).order());
  }
}
