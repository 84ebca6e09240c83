package tributary.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tributary.ml.Words;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ParameterLayout;
import tributary.nn.ResidualSpec;

/**
 * A network as a table: a line a layer, with how many values it gives and how many parameters it
 * has.
 */
final class ArchitectureTable {
  private final ParameterLayout layout;
  private final List<String> lines = new ArrayList<>();

  private ArchitectureTable(ParameterLayout layout) {
    this.layout = layout;
  }

  static List<String> lines(NetworkSpec spec, ParameterLayout layout) {
    ArchitectureTable table = new ArchitectureTable(layout);
    table.row("layer", "gives", "parameters");
    table.row("input", number(spec.inputs()), "");
    table.layers(spec.layers(), spec.inputs(), "layers", "");
    table.row("loss: " + loss(spec.loss()), "", "");
    table.row("total", "", number(layout.size()));
    return table.lines;
  }

  /** The network on one line: {@code 26 → dense 128 relu → 1}. */
  static String line(NetworkSpec spec) {
    StringBuilder text = new StringBuilder(number(spec.inputs()));
    for (LayerSpec layer : spec.layers()) {
      text.append(" → ").append(name(layer));
    }
    return text.toString();
  }

  private void layers(List<LayerSpec> layers, int inputs, String prefix, String indent) {
    int size = inputs;
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      String path = prefix + "." + i;
      int output = layer.outputSize(size);
      row(indent + i + "  " + name(layer), number(output), number(parameters(path)));
      if (layer instanceof ResidualSpec residual) {
        layers(residual.body(), size, path + ".body", indent + "     ");
        if (output != size) {
          row(indent + "     projection", number(output), number(parameters(path + ".projection")));
        }
      }
      size = output;
    }
  }

  private long parameters(String path) {
    return layout.slots().stream()
        .filter(slot -> slot.name().startsWith(path + "."))
        .mapToLong(ParameterLayout.Slot::length)
        .sum();
  }

  static String name(LayerSpec layer) {
    if (layer instanceof DenseSpec dense) {
      String activation = Words.of(dense.activation());
      return "dense "
          + dense.units()
          + (activation.equals("identity") ? "" : " " + activation)
          + (dense.skip() ? " + skip" : "");
    }
    if (layer instanceof DropoutSpec dropout) {
      return "dropout " + dropout.rate();
    }
    if (layer instanceof LayerNormSpec) {
      return "layer norm";
    }
    ResidualSpec residual = (ResidualSpec) layer;
    return "residual ("
        + String.join(", ", residual.body().stream().map(ArchitectureTable::name).toList())
        + ")";
  }

  static String loss(LossSpec loss) {
    if (loss instanceof LossSpec.SquaredError) {
      return "squared error";
    }
    if (loss instanceof LossSpec.Huber huber) {
      return "Huber, delta " + huber.delta();
    }
    return loss instanceof LossSpec.SoftmaxCrossEntropy
        ? "softmax cross-entropy"
        : "binary cross-entropy";
  }

  private void row(String layer, String gives, String parameters) {
    lines.add(
        String.format(Locale.ROOT, "  %-34s %10s %14s", layer, gives, parameters).stripTrailing());
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
