package tributary.jobs.bench;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import org.jspecify.annotations.Nullable;
import scala.PartialFunction;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * A bare round trip over Spark's own RPC, which is no public interface of Spark's: two tasks at
 * once send bytes to the driver and are sent as many back.
 */
final class RpcFloor {
  private static final String ENDPOINT = "tributary-bench-echo";
  private static final int TASKS = 2;
  private static final int WARM_UP = 20;

  private final JavaSparkContext context;
  private final int bytes;

  RpcFloor(JavaSparkContext context, int bytes) {
    this.context = context;
    this.bytes = bytes;
  }

  /** Milliseconds of one round trip, the mean over {@code seconds} and the tasks. */
  double millis(double seconds) {
    RpcEnv env = SparkEnv.get().rpcEnv();
    RpcEndpointRef echo = env.setupEndpoint(ENDPOINT, new Echo(env, new byte[bytes]));
    try {
      return context
          .parallelize(List.of(0, 1), TASKS)
          .mapPartitions(new Ask(bytes, seconds))
          .collect()
          .stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElseThrow();
    } finally {
      env.stop(echo);
    }
  }

  /** Answers everything with the same bytes. */
  private static final class Echo implements ThreadSafeRpcEndpoint {
    private final RpcEnv env;
    private final byte[] answer;

    Echo(RpcEnv env, byte[] answer) {
      this.env = env;
      this.answer = answer;
    }

    @Override
    public RpcEnv rpcEnv() {
      return env;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext call) {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(Object message) {
          return true;
        }

        @Override
        public <A1, B1> @Nullable B1 applyOrElse(A1 message, scala.Function1<A1, B1> otherwise) {
          call.reply(answer);
          return null;
        }
      };
    }
  }

  private static final class Ask
      implements FlatMapFunction<Iterator<Integer>, Double>, Serializable {
    private static final long serialVersionUID = 1L;
    private final int bytes;
    private final double seconds;

    Ask(int bytes, double seconds) {
      this.bytes = bytes;
      this.seconds = seconds;
    }

    @Override
    public Iterator<Double> call(Iterator<Integer> task) {
      SparkEnv env = SparkEnv.get();
      RpcEndpointRef echo = RpcUtils.makeDriverRef(ENDPOINT, env.conf(), env.rpcEnv());
      ClassTag<byte[]> answer = ClassTag$.MODULE$.apply(byte[].class);
      byte[] message = new byte[bytes];
      for (int i = 0; i < WARM_UP; i++) {
        roundTrip(echo, message, answer);
      }
      return List.of(1e3 / Pace.perSecond(seconds, () -> roundTrip(echo, message, answer)))
          .iterator();
    }

    private static void roundTrip(RpcEndpointRef echo, byte[] message, ClassTag<byte[]> answer) {
      byte[] answered = echo.askSync(message, answer);
      if (answered.length != message.length) {
        throw new IllegalStateException("floor: " + answered.length + " bytes came back");
      }
    }
  }
}
