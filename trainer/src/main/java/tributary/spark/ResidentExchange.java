package tributary.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.train.GradientSum;
import tributary.train.ShardTree.Node;

/**
 * The driver's side of one stage of resident tasks: what is asked of them, who waits for an answer,
 * and what came back.
 *
 * <p>A request is answered once each task has given its sums for it. A task that is started anew,
 * or twice, is given the request as long as its sums are missing, and its sums count once: all
 * attempts give the same. Thread-safe; no question waits for the driver's own thread to have time.
 */
final class ResidentExchange implements SparkRpc.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentExchange.class);

  /** How long a question may go without an answer before the task is told to ask again. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** How often the sums of one task may fail to be fetched for one request. */
  private static final int FETCHES = 3;

  private final Member[] members;
  private final boolean sameProcess;
  private final int length;
  private ResidentReply work = ResidentReply.WAIT;

  /** Made once for all tasks: small weights are inside. */
  private Object workAsSent = work;

  private int missing;
  private @Nullable Throwable broken;
  private boolean leaving;

  /**
   * @param sameProcess whether the tasks run in this one
   * @param length how many weights there are
   */
  ResidentExchange(int tasks, boolean sameProcess, int length) {
    this.sameProcess = sameProcess;
    this.length = length;
    this.members = new Member[tasks];
    for (int i = 0; i < tasks; i++) {
      members[i] = new Member();
    }
  }

  /** Asks all tasks for their sums; the answer is {@link #sums} once {@link #await} is true. */
  synchronized void request(ResidentReply newWork) {
    work = newWork;
    workAsSent = asSent(newWork);
    missing = members.length;
    for (Member member : members) {
      member.begin();
      give(member);
    }
  }

  /** Waits so long for the sums that are missing; gives whether all are there. */
  synchronized boolean await(long nanos) throws InterruptedException {
    if (missing > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return missing == 0;
  }

  /** The sums of the last request, task by task. Their arrays are written again by the next one. */
  synchronized List<PartialSums<GradientSum>> sums() {
    List<PartialSums<GradientSum>> sums = new ArrayList<>(members.length);
    for (Member member : members) {
      if (member.sums != null) {
        sums.add(member.sums);
      }
    }
    return sums;
  }

  /** How many tasks have not been heard of, or are known to be gone in all their attempts. */
  synchronized int absent() {
    int absent = 0;
    for (Member member : members) {
      absent += member.attempts.isEmpty() ? 1 : 0;
    }
    return absent;
  }

  /**
   * How many attempts beyond the first of a task have been heard of, and are not known to be gone.
   */
  synchronized int duplicates() {
    int duplicates = 0;
    for (Member member : members) {
      duplicates += Math.max(0, member.attempts.size() - 1);
    }
    return duplicates;
  }

  /** The tasks of this executor are gone; Spark will start them elsewhere. */
  synchronized void lost(String executor) {
    for (Member member : members) {
      if (member.attempts.values().removeIf(executor::equals)) {
        gone(member);
      }
    }
  }

  /** This attempt ended in a process that goes on: shards that it needed were not to be had. */
  synchronized void failed(long attempt) {
    for (Member member : members) {
      if (member.attempts.remove(attempt) != null) {
        gone(member);
      }
    }
  }

  private void gone(Member member) {
    member.giveUpFetching();
    if (member.attempts.isEmpty()) {
      member.waiting.clear();
    } else {
      give(member);
    }
  }

  /** From now on every task that asks is told to end. */
  synchronized void leave() {
    leaving = true;
    for (Member member : members) {
      answer(member, ResidentReply.LEAVE);
    }
  }

  /**
   * Tells those to ask again who have waited long, so that a long pause is no broken connection.
   */
  synchronized void reassure() {
    long now = System.nanoTime();
    for (Member member : members) {
      if (!member.waiting.isEmpty() && now - member.since > PATIENCE_NANOS) {
        answer(member, ResidentReply.WAIT);
      }
    }
  }

  /** Why no request can be answered any more; null while nothing stands against it. */
  synchronized @Nullable Throwable broken() {
    return broken;
  }

  @Override
  public void asked(Object question, SparkRpc.Reply reply) {
    ResidentCall call = ResidentCall.of(question);
    float[][] arrays = null;
    synchronized (this) {
      Member member = members[call.task()];
      member.attempts.put(call.attempt(), call.executor());
      if (call.isAnnouncement()) {
        reply.with(asSent(leaving ? ResidentReply.LEAVE : ResidentReply.WAIT));
        return;
      }
      member.since = System.nanoTime();
      member.waiting.add(reply);
      PartialSums<GradientSum> sums = call.sums();
      if (sums != null && call.request() == work.request() && member.owes()) {
        if (call.vectors().isEmpty()) {
          arrived(member, sums);
        } else {
          arrays = member.beginFetching(call.vectors().size(), length);
        }
      }
      give(member);
    }
    if (arrays != null) {
      fetch(call, arrays);
    }
  }

  /** Hands out the work, or the end, to a task that has asked and to which it applies. */
  private void give(Member member) {
    if (leaving) {
      answer(member, ResidentReply.LEAVE);
    } else if (work.order() == ResidentReply.Order.WORK && member.owes()) {
      send(member, workAsSent);
    }
  }

  private void answer(Member member, ResidentReply answer) {
    if (!member.waiting.isEmpty()) {
      send(member, asSent(answer));
    }
  }

  private Object asSent(ResidentReply answer) {
    return sameProcess ? answer : answer.toBytes();
  }

  private static void send(Member member, Object answer) {
    List<SparkRpc.Reply> replies = List.copyOf(member.waiting);
    member.waiting.clear();
    for (SparkRpc.Reply reply : replies) {
      reply.with(answer);
    }
  }

  private void arrived(Member member, PartialSums<GradientSum> sums) {
    member.sums = sums;
    member.fetching = false;
    if (--missing == 0) {
      work = ResidentReply.WAIT;
      notifyAll();
    }
  }

  /** Brings the gradients behind a call's sums here; not under the lock, since it may connect. */
  private void fetch(ResidentCall call, float[][] arrays) {
    try {
      var unused =
          SparkBlocks.fetch(call.vectors(), arrays)
              .whenComplete((done, failure) -> fetched(call, arrays, failure));
    } catch (RuntimeException | Error e) {
      fetched(call, arrays, e);
    }
  }

  private synchronized void fetched(
      ResidentCall call, float[][] arrays, @Nullable Throwable failure) {
    Member member = members[call.task()];
    PartialSums<GradientSum> sums = call.sums();
    if (sums == null || !member.isFetching(arrays)) {
      return;
    }
    if (failure == null) {
      arrived(member, whole(sums, arrays));
      return;
    }
    member.giveUpFetching();
    if (++member.failedFetches == FETCHES) {
      broken = failure;
      notifyAll();
      return;
    }
    LOG.warn(
        "resident tasks: the sums of task {} could not be fetched from {} ({}); it is asked again",
        sums.task(),
        call.executor(),
        ClusterException.firstCause(failure));
    give(member);
  }

  private static PartialSums<GradientSum> whole(
      PartialSums<GradientSum> sums, float[][] gradients) {
    List<Node<GradientSum>> nodes = new ArrayList<>(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      Node<GradientSum> node = sums.nodes().get(i);
      nodes.add(new Node<>(node.level(), node.index(), node.sum().withGradient(gradients[i])));
    }
    return new PartialSums<>(sums.task(), sums.times(), nodes);
  }

  /** What is known of one task, over all its attempts. */
  private static final class Member {
    private final List<SparkRpc.Reply> waiting = new ArrayList<>(1);
    private float[][] arrays = new float[0][];

    /** The executor of each attempt that was heard of. */
    private final Map<Long, String> attempts = new HashMap<>();

    private @Nullable PartialSums<GradientSum> sums;
    private boolean fetching;
    private int failedFetches;
    private long since;

    void begin() {
      sums = null;
      fetching = false;
      failedFetches = 0;
    }

    boolean owes() {
      return sums == null && !fetching;
    }

    /** As many arrays as there are nodes, kept from step to step. */
    float[][] beginFetching(int count, int length) {
      if (arrays.length != count) {
        arrays = new float[count][length];
      }
      fetching = true;
      return arrays;
    }

    boolean isFetching(float[][] into) {
      return fetching && arrays == into;
    }

    /** What is still under way may write into the arrays, so there will be others. */
    void giveUpFetching() {
      if (fetching) {
        fetching = false;
        arrays = new float[0][];
      }
    }
  }
}
