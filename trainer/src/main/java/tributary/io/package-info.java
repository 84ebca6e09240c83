/**
 * Bytes in and out over streams: safetensors, the model's description, checkpoints. Reading is data
 * only: no class is ever named by a file.
 *
 * <p>This room must not know Spark or Hadoop; where the streams come from is the caller's matter.
 */
@NullMarked
package tributary.io;

import org.jspecify.annotations.NullMarked;
