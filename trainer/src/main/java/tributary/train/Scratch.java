package tributary.train;

import tributary.data.Batch;
import tributary.nn.Network;
import tributary.nn.Workspace;

/**
 * What one thread needs to compute with a network, reused from call to call: a workspace and a
 * batch.
 *
 * <p>Nothing in it outlives a call as a result; it holds scratch, never state.
 */
public final class Scratch {
  /**
   * The most rows a network is given at once. Larger parts of a step are cut into chunks of this
   * many, so that memory stays bounded for any batch size. A constant, since where the sums are cut
   * decides their last bits.
   */
  static final int MAX_ROWS = 1024;

  /** About how many bytes one holds that computes a shard's part of {@code rows} rows a step. */
  public static long bytes(Network network, long rows) {
    long chunk = Math.min(rows, MAX_ROWS);
    return chunk * Float.BYTES * (network.workspaceWidth() + network.spec().inputs());
  }

  final Batch batch = new Batch();
  final Workspace workspace;

  Scratch(Network network) {
    this.workspace = network.workspace();
  }
}
