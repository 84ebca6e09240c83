package tributary.nn;

import java.io.Serializable;

/** The description of one layer: a value that knows its shape and nothing of weights. */
public sealed interface LayerSpec extends Serializable
    permits DenseSpec, LayerNormSpec, DropoutSpec, ResidualSpec {
  /** How many values the layer gives per example when it is fed {@code inputs} values. */
  int outputSize(int inputs);
}
