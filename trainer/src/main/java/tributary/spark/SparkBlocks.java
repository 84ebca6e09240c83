package tributary.spark;

import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.reflect.ClassTag$;
import tributary.linalg.Blocks;

/**
 * Vectors on their way between two processes as blocks of Spark's block manager, the way that
 * broadcasts and large task results take: Spark's connections, authentication and encryption, but
 * no serializer. The one class that knows Spark's private block transfer.
 *
 * <p>A vector lies in chunks, each a block of its own, so that a reader copies one chunk while the
 * next is on its way.
 */
final class SparkBlocks {
  /** A chunk's floats: 512 KiB, which a core's cache holds while it is copied. */
  private static final int CHUNK = 128 * 1024;

  /** Far above the numbers that Spark gives to broadcasts, which count from 0. */
  private static final AtomicLong NEXT_ID = new AtomicLong(1L << 60);

  private static final Logger LOG = LoggerFactory.getLogger(SparkBlocks.class);

  private SparkBlocks() {}

  /** Where a published vector can be fetched from. */
  record Address(String host, int port, String executor, long id) {
    void write(DataOutput out) throws IOException {
      out.writeUTF(host);
      out.writeInt(port);
      out.writeUTF(executor);
      out.writeLong(id);
    }

    static Address read(DataInput in) throws IOException {
      return new Address(in.readUTF(), in.readInt(), in.readUTF(), in.readLong());
    }
  }

  /**
   * A vector that others fetch, kept by this process until closed. Its owner may write it anew
   * whenever nobody fetches.
   */
  static final class Published implements AutoCloseable {
    private final BlockManager manager = SparkEnv.get().blockManager();
    private final Address address;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<BlockId> blocks = new ArrayList<>();

    /**
     * Offers a vector of {@code length} floats, all 0.
     *
     * @throws ClusterException if the block manager has no room for it
     */
    Published(int length) {
      BlockManagerId self = manager.blockManagerId();
      address = new Address(self.host(), self.port(), self.executorId(), NEXT_ID.getAndIncrement());
      for (int from = 0; from < length; from += CHUNK) {
        int bytes = Float.BYTES * Math.min(CHUNK, length - from);
        ByteBuffer chunk = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        BlockId block = block(address.id(), chunks.size());
        boolean stored =
            manager.putBytes(
                block,
                new OwnMemory(chunk),
                StorageLevel.MEMORY_ONLY_SER(),
                false,
                ClassTag$.MODULE$.Byte());
        // A block that is being read is never evicted, so that readers always find it.
        if (!stored || manager.getLocalBytes(block).isEmpty()) {
          close();
          throw new ClusterException(
              "block manager: no room for a vector of "
                  + length
                  + " floats; give executors and driver more memory"
                  + " (spark.executor.memory, spark.driver.memory), or set execution = job",
              null);
        }
        chunks.add(chunk);
        blocks.add(block);
      }
    }

    Address address() {
      return address;
    }

    /** Copies the vector to where readers find it. */
    void write(float[] values) {
      write(values, 0, values.length);
    }

    /** As {@link #write}, by all cores where it is long: for the driver, while no task computes. */
    void writeByAllCores(float[] values) {
      Blocks.run(values.length, (from, to) -> write(values, from, to));
    }

    private void write(float[] values, int from, int to) {
      int at = from;
      while (at < to) {
        int within = at % CHUNK;
        int n = Math.min(to - at, CHUNK - within);
        chunks.get(at / CHUNK).asFloatBuffer().position(within).put(values, at, n);
        at += n;
      }
    }

    @Override
    public void close() {
      chunks.clear();
      blocks.forEach(this::remove);
      blocks.clear();
    }

    private void remove(BlockId block) {
      try {
        manager.releaseLock(block, Option.empty());
        manager.removeBlock(block, false);
      } catch (Exception gone) {
        // Spark's checked exceptions come undeclared: the context was stopped, and all blocks with
        // it.
        LOG.debug("block manager: {} was gone already", block, gone);
      }
    }
  }

  /**
   * Memory that only the garbage collector frees: Spark would free it with its block, also when the
   * context stops, while its owner may be writing.
   */
  private static final class OwnMemory extends ChunkedByteBuffer {
    private static final long serialVersionUID = 1L;

    OwnMemory(ByteBuffer memory) {
      super(memory);
    }

    @Override
    public void dispose() {}
  }

  /**
   * Copies the vectors published at {@code addresses} into {@code arrays}, on Spark's network
   * threads; the future completes when all are there, or with what went wrong.
   */
  static CompletableFuture<Void> fetch(List<Address> addresses, float[][] arrays) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[addresses.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = fetch(addresses.get(i), arrays[i]);
    }
    return CompletableFuture.allOf(all);
  }

  /** As for many, for one. */
  static CompletableFuture<Void> fetch(Address address, float[] values) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int count = (values.length + CHUNK - 1) / CHUNK;
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = block(address.id(), i).name();
    }
    Copying copying = new Copying(names, values, done);
    SparkEnv.get()
        .blockManager()
        .blockStoreClient()
        .fetchBlocks(address.host(), address.port(), address.executor(), names, copying, null);
    return done;
  }

  private static BlockId block(long id, int chunk) {
    return new BroadcastBlockId(id, "tributary" + chunk);
  }

  private static final class Copying implements BlockFetchingListener {
    private final String[] names;
    private final float[] values;
    private final CompletableFuture<Void> done;
    private final AtomicInteger missing;
    private final byte[] block = new byte[FloatBytes.BLOCK];

    Copying(String[] names, float[] values, CompletableFuture<Void> done) {
      this.names = names;
      this.values = values;
      this.done = done;
      this.missing = new AtomicInteger(names.length);
    }

    @Override
    public void onBlockFetchSuccess(String name, ManagedBuffer data) {
      try {
        int from = index(name) * CHUNK;
        int length = Math.min(CHUNK, values.length - from);
        if (data.size() != (long) Float.BYTES * length) {
          throw new IllegalStateException(
              name + " has " + data.size() + " bytes, expected " + Float.BYTES * length);
        }
        // Not nioByteBuffer(): it would first gather what arrived in a new array.
        synchronized (block) {
          FloatBytes.read(
              new DataInputStream(data.createInputStream()), values, from, length, block);
        }
        if (missing.decrementAndGet() == 0) {
          done.complete(null);
        }
      } catch (Exception | Error e) {
        done.completeExceptionally(e);
      }
    }

    private int index(String name) {
      for (int i = 0; i < names.length; i++) {
        if (names[i].equals(name)) {
          return i;
        }
      }
      throw new IllegalStateException(name + " was not asked for");
    }

    @Override
    public void onBlockFetchFailure(String name, Throwable failure) {
      done.completeExceptionally(failure);
    }
  }
}
