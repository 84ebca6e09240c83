/**
 * Bytes in and out over streams: safetensors, the model's description, checkpoints, TensorBoard's
 * event files, pages of charts. Reading is data only: no class is ever named by a file.
 *
 * <p>Start at {@link tributary.io.ModelFormat} and {@link tributary.io.CheckpointFormat}. This room
 * must not know Spark or Hadoop; where the streams come from is the caller's matter.
 */
@NullMarked
package tributary.io;

import org.jspecify.annotations.NullMarked;
