/**
 * Bytes in and out over streams: safetensors, the model's description, checkpoints, ONNX,
 * TensorBoard's event files, pages of charts; and a stored model put to use on single rows. Reading
 * is data only: no class is ever named by a file.
 *
 * <p>Start at {@link tributary.io.ModelFormat}, {@link tributary.io.CheckpointFormat}, {@link
 * tributary.io.ModelExport} and {@link tributary.io.Scorer}. This room must not know Spark or
 * Hadoop; where the streams come from is the caller's matter, except that the scorer finds a model
 * on a local disk by itself.
 */
@NullMarked
package tributary.io;

import org.jspecify.annotations.NullMarked;
