package tributary.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which slice of the one flat {@code float[]} of weights is which matrix; the gradient has the same
 * layout.
 *
 * <p>Names follow the place in {@link NetworkSpec#layers}: {@code layers.0.weight} (a dense layer's
 * O×I, row-major, or a normalisation's γ), {@code layers.0.bias}, {@code layers.2.body.0.weight},
 * {@code layers.2.projection.weight}. Slots lie one after the other without gaps.
 */
public final class ParameterLayout {
  /** {@code shape} is [outputs, inputs] for a matrix and [n] for a vector. */
  public record Slot(String name, int offset, List<Integer> shape) {
    public Slot {
      shape = List.copyOf(shape);
    }

    public int length() {
      int length = 1;
      for (int size : shape) {
        length = Math.multiplyExact(length, size);
      }
      return length;
    }
  }

  /**
   * All weights of one layer, which lie side by side: from {@code offset} up to, not including,
   * {@code end}. A block's projection counts as a layer of its own.
   */
  public record LayerRange(String layer, int offset, int end) {
    public int length() {
      return end - offset;
    }
  }

  private final List<Slot> slots;
  private final Map<String, Integer> indices;
  private final int size;

  private ParameterLayout(List<Slot> slots, int size) {
    this.slots = List.copyOf(slots);
    this.size = size;
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      byName.put(slots.get(i).name(), i);
    }
    this.indices = Map.copyOf(byName);
  }

  /**
   * The layout of {@code spec}'s weights.
   *
   * @throws IllegalArgumentException if they do not fit one array; the message names the layer
   */
  public static ParameterLayout of(NetworkSpec spec) {
    Builder builder = new Builder();
    builder.addLayers("layers.", spec.layers(), spec.inputs());
    return new ParameterLayout(builder.slots, builder.size);
  }

  /** In the order in which they lie. */
  public List<Slot> slots() {
    return slots;
  }

  /** The layers that have weights, in the order in which they lie. */
  public List<LayerRange> layers() {
    List<LayerRange> ranges = new ArrayList<>();
    for (Slot slot : slots) {
      String layer = slot.name().substring(0, slot.name().lastIndexOf('.'));
      int last = ranges.size() - 1;
      int begin = slot.offset();
      if (last >= 0 && ranges.get(last).layer().equals(layer)) {
        begin = ranges.remove(last).offset();
      }
      ranges.add(new LayerRange(layer, begin, slot.offset() + slot.length()));
    }
    return List.copyOf(ranges);
  }

  /** How many floats all slots hold. */
  public int size() {
    return size;
  }

  /**
   * The slot's place in {@link #slots}.
   *
   * @throws IllegalArgumentException if there is no slot of that name
   */
  public int indexOf(String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw new IllegalArgumentException(
          "layout: there is no slot \"" + name + "\"; the slots are " + indices.keySet());
    }
    return index;
  }

  /**
   * The slot of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Slot slot(String name) {
    return slots.get(indexOf(name));
  }

  private static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private int size;

    void addLayers(String prefix, List<LayerSpec> layers, int networkInputs) {
      int inputs = networkInputs;
      for (int i = 0; i < layers.size(); i++) {
        LayerSpec layer = layers.get(i);
        addLayer(prefix + i, layer, inputs);
        inputs = layer.outputSize(inputs);
      }
    }

    private void addLayer(String name, LayerSpec layer, int inputs) {
      int outputs = layer.outputSize(inputs);
      if (layer instanceof DenseSpec) {
        add(name + ".weight", List.of(outputs, inputs));
        add(name + ".bias", List.of(outputs));
      } else if (layer instanceof LayerNormSpec) {
        add(name + ".weight", List.of(inputs));
        add(name + ".bias", List.of(inputs));
      } else if (layer instanceof ResidualSpec residual) {
        addLayers(name + ".body.", residual.body(), inputs);
        if (outputs != inputs) {
          add(name + ".projection.weight", List.of(outputs, inputs));
        }
      }
    }

    private void add(String name, List<Integer> shape) {
      try {
        Slot slot = new Slot(name, size, shape);
        size = Math.addExact(size, slot.length());
        slots.add(slot);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            name
                + ": with its "
                + shape
                + " values the network has more than "
                + Integer.MAX_VALUE
                + " weights, which is what one array holds; make the layer smaller",
            e);
      }
    }
  }
}
