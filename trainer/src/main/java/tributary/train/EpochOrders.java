package tributary.train;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tributary.data.BatchSampler;

/**
 * The order of each shard's rows in the epoch last asked for, so that a step need not shuffle anew.
 *
 * <p>Thread-safe. It is only a cache: any epoch may be asked for at any time, at the price of a
 * shuffle. Keeps four bytes a row of the shards it was asked about.
 */
public final class EpochOrders {
  private record Order(int epoch, int[] rows) {}

  private final BatchSampler sampler;
  private final ConcurrentMap<Integer, Order> orders = new ConcurrentHashMap<>();

  public EpochOrders(BatchSampler sampler) {
    this.sampler = sampler;
  }

  /** As {@link BatchSampler#order}; the array is shared and must not be written. */
  public int[] order(int epoch, int shard) {
    Order order = orders.get(shard);
    if (order == null || order.epoch() != epoch) {
      order = new Order(epoch, sampler.order(epoch, shard));
      orders.put(shard, order);
    }
    return order.rows();
  }
}
