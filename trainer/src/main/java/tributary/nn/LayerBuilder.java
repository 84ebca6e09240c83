package tributary.nn;

import java.util.ArrayList;
import java.util.List;
import tributary.linalg.Gemm;

/** Turns layer descriptions into layers that know where their weights and buffers lie. */
final class LayerBuilder {
  private final ParameterLayout layout;
  private final WorkspacePlan plan;
  private final Gemm gemm;
  private final List<UnitLayer> unitLayers = new ArrayList<>();
  private int ordinal;
  // Whether a layer met so far has weights: where none below has, dX is not worth computing.
  private boolean weightsBelow;

  LayerBuilder(ParameterLayout layout, WorkspacePlan plan, Gemm gemm) {
    this.layout = layout;
    this.plan = plan;
    this.gemm = gemm;
  }

  /** The layers of {@code specs}, whose slots' names begin with {@code prefix}. */
  LayerChain chain(String prefix, List<LayerSpec> specs, int chainInputs) {
    List<Layer> layers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int inputs = chainInputs;
    int lowest = 0;
    for (int i = 0; i < specs.size(); i++) {
      if (!weightsBelow) {
        lowest = i;
      }
      LayerSpec spec = specs.get(i);
      layers.add(layer(prefix + i, spec, inputs));
      names.add(prefix + i);
      inputs = spec.outputSize(inputs);
    }
    return new LayerChain(layers, names, lowest, plan);
  }

  /** The layers of units met so far, in the order in which they compute. */
  List<UnitLayer> unitLayers() {
    return List.copyOf(unitLayers);
  }

  private Layer layer(String name, LayerSpec spec, int inputs) {
    int place = ordinal++;
    if (spec instanceof DropoutSpec dropout) {
      return new DropoutLayer(dropout, inputs, place, plan);
    }
    boolean wantsDx = weightsBelow;
    if (spec instanceof ResidualSpec residual) {
      return residual(name, residual, inputs, wantsDx);
    }
    weightsBelow = true;
    int weight = layout.slot(name + ".weight").offset();
    int bias = layout.slot(name + ".bias").offset();
    if (spec instanceof LayerNormSpec norm) {
      return new LayerNormLayer(norm, inputs, weight, bias, plan, gemm);
    }
    DenseSpec dense = (DenseSpec) spec;
    unitLayers.add(new UnitLayer(name, dense.units(), dense.activation(), dense.skip()));
    return new DenseLayer(dense, inputs, weight, bias, wantsDx, unitLayers.size() - 1, plan, gemm);
  }

  private Layer residual(String name, ResidualSpec spec, int inputs, boolean wantsDx) {
    LayerChain body = chain(name + ".body.", spec.body(), inputs);
    int projection = ResidualLayer.NO_PROJECTION;
    if (body.outputSize() != inputs) {
      projection = layout.slot(name + ".projection.weight").offset();
      weightsBelow = true;
    }
    return new ResidualLayer(inputs, body, projection, wantsDx, plan, gemm);
  }
}
