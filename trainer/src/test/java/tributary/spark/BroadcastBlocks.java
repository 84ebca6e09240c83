package tributary.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;

/** What the block manager still holds, asked directly so that no garbage collection is involved. */
final class BroadcastBlocks {
  private BroadcastBlocks() {}

  /** Broadcast blocks whose value is of the type, once destructions under way are through. */
  static List<BlockId> alive(Class<?> type) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      List<BlockId> alive = now(type);
      if (alive.isEmpty() || System.nanoTime() > deadline) {
        return alive;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Spark broadcasts the binary of every stage too, and leaves that to its own cleaner. */
  static List<BlockId> now(Class<?> type) {
    BlockManager manager = SparkEnv.get().blockManager();
    List<BlockId> alive = new ArrayList<>();
    var ids = manager.getMatchingBlockIds(BlockId::isBroadcast).iterator();
    while (ids.hasNext()) {
      BlockId id = ids.next();
      var status = manager.getStatus(id);
      if (status.isDefined() && status.get().storageLevel().deserialized()) {
        var values = manager.memoryStore().getValues(id);
        if (values.isDefined() && type.isInstance(values.get().next())) {
          alive.add(id);
        }
      }
    }
    return alive;
  }
}
