package tributary.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import tributary.data.DataException;
import tributary.data.Shard;

/**
 * The first look at shards: how many rows have weights, and the checksum of each. A task gives
 * (rows with a weight, rows without, the checksums of its shards in their order).
 */
final class ShardCount implements FlatMapFunction<Iterator<Shard>, long[]> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CHECKSUM = 2;

  @Override
  public Iterator<long[]> call(Iterator<Shard> shards) {
    long weighted = 0;
    long unweighted = 0;
    List<Long> checksums = new ArrayList<>();
    while (shards.hasNext()) {
      Shard shard = shards.next();
      if (shard.weights() == null) {
        unweighted += shard.rows();
      } else {
        weighted += shard.rows();
      }
      checksums.add(ShardChecksum.of(shard));
    }
    long[] count = new long[FIRST_CHECKSUM + checksums.size()];
    count[0] = weighted;
    count[1] = unweighted;
    for (int i = 0; i < checksums.size(); i++) {
      count[FIRST_CHECKSUM + i] = checksums.get(i);
    }
    return List.of(count).iterator();
  }

  /**
   * What the tasks counted, in their order.
   *
   * @param weighted whether the rows have weights
   * @param checksums of all shards
   */
  record Total(boolean weighted, long[] checksums) {
    /**
     * @throws DataException if only some rows have weights
     */
    static Total of(List<long[]> tasks) {
      long weighted = 0;
      long unweighted = 0;
      List<Long> checksums = new ArrayList<>();
      for (long[] count : tasks) {
        weighted += count[0];
        unweighted += count[1];
        for (int i = FIRST_CHECKSUM; i < count.length; i++) {
          checksums.add(count[i]);
        }
      }
      if (weighted > 0 && unweighted > 0) {
        throw new DataException(
            "shards: "
                + weighted
                + " rows have a weight and "
                + unweighted
                + " have none; either every row has one or none");
      }
      return new Total(weighted > 0, checksums.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
