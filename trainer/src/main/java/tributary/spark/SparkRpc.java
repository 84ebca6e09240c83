package tributary.spark;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.IsolatedRpcEndpoint;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.PartialFunction;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Questions of tasks to the driver over Spark's own connection between the two, so that its
 * authentication and encryption hold for them too. The one class that knows Spark's private RPC.
 *
 * <p>What crosses between processes must be a class that Spark's own class loader knows, such as
 * {@code byte[]}; within one process anything goes, by reference.
 */
final class SparkRpc {
  /** The driver's side. */
  interface Handler {
    /** Must not block, and be thread-safe; {@code reply} is used once, now or later. */
    void asked(Object question, Reply reply);
  }

  /** Where an answer goes. */
  interface Reply {
    void with(Object answer);
  }

  /** Who answers in this process, so that its own tasks need no detour over Spark's threads. */
  private static final Map<String, Handler> HERE = new ConcurrentHashMap<>();

  private SparkRpc() {}

  /**
   * Begins to answer questions asked under {@code name}, on a thread of its own, until closed.
   *
   * @throws LinkageError if this Spark's RPC is not the one known here
   */
  static AutoCloseable serve(String name, Handler handler) {
    RpcEnv env = SparkEnv.get().rpcEnv();
    RpcEndpointRef ref = env.setupEndpoint(name, new Endpoint(env, handler));
    HERE.put(name, handler);
    return () -> {
      HERE.remove(name);
      env.stop(ref);
    };
  }

  /** A task's way to the driver's handler of some name. */
  interface Driver {
    /** Waits for the answer; fails if none comes in time or the driver cannot be reached. */
    Object ask(Object question) throws InterruptedException;
  }

  /** The way to the driver's handler of that name, which answers within so many seconds. */
  static Driver driver(String name, long seconds) {
    Handler here = HERE.get(name);
    if (here != null) {
      return question -> askHere(here, question, seconds);
    }
    SparkEnv env = SparkEnv.get();
    RpcEndpointRef ref = RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv());
    FiniteDuration duration = FiniteDuration.apply(seconds, TimeUnit.SECONDS);
    RpcTimeout timeout = new RpcTimeout(duration, "Tributary's limit for an answer of the driver");
    return question -> ref.askSync(question, timeout, ClassTag$.MODULE$.Any());
  }

  private static Object askHere(Handler here, Object question, long seconds)
      throws InterruptedException {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    here.asked(question, answer::complete);
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the driver gave no answer within " + seconds + " s", e);
    }
  }

  private static final class Endpoint implements IsolatedRpcEndpoint {
    private final RpcEnv env;
    private final Handler handler;

    Endpoint(RpcEnv env, Handler handler) {
      this.env = env;
      this.handler = handler;
    }

    @Override
    public RpcEnv rpcEnv() {
      return env;
    }

    @Override
    public int threadCount() {
      return 1;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
      return new Question(handler, context);
    }
  }

  private static final class Question extends AbstractPartialFunction<Object, BoxedUnit> {
    private final Handler handler;
    private final RpcCallContext context;

    Question(Handler handler, RpcCallContext context) {
      this.handler = handler;
      this.context = context;
    }

    @Override
    public boolean isDefinedAt(Object question) {
      return true;
    }

    @Override
    public BoxedUnit apply(Object question) {
      try {
        handler.asked(question, context::reply);
      } catch (RuntimeException | Error e) {
        // Unanswered, the task would wait for its whole time limit.
        context.sendFailure(e);
      }
      return BoxedUnit.UNIT;
    }
  }
}
