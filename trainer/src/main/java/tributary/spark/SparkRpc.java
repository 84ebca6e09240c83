package tributary.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
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
    /** Called one question at a time; must not block. {@code reply} is used once, now or later. */
    void asked(Object question, Reply reply);
  }

  /** Where an answer goes. */
  interface Reply {
    void with(Object answer);
  }

  private SparkRpc() {}

  /**
   * Begins to answer questions asked under {@code name}, on a thread of its own, until closed.
   *
   * @throws LinkageError if this Spark's RPC is not the one known here
   */
  static AutoCloseable serve(String name, Handler handler) {
    RpcEnv env = SparkEnv.get().rpcEnv();
    RpcEndpointRef ref = env.setupEndpoint(name, new Endpoint(env, handler));
    return () -> env.stop(ref);
  }

  /** A task's way to the driver's handler of that name. */
  static final class Driver {
    private final RpcEndpointRef ref;
    private final RpcTimeout timeout;

    Driver(String name, long timeoutSeconds) {
      SparkEnv env = SparkEnv.get();
      SparkConf conf = env.conf();
      this.ref = RpcUtils.makeDriverRef(name, conf, env.rpcEnv());
      FiniteDuration duration = FiniteDuration.apply(timeoutSeconds, TimeUnit.SECONDS);
      this.timeout = new RpcTimeout(duration, "Tributary's limit for an answer of the driver");
    }

    /** Waits for the answer; fails if none comes in time or the driver cannot be reached. */
    Object ask(Object question) {
      return ref.askSync(question, timeout, ClassTag$.MODULE$.Any());
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
      } catch (RuntimeException e) {
        // Unanswered, the task would wait for its whole time limit.
        context.sendFailure(e);
      }
      return BoxedUnit.UNIT;
    }
  }
}
