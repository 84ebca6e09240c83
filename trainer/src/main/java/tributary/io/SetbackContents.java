package tributary.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tributary.io.JsonValue.JsonObject;
import tributary.train.GoodWeights;
import tributary.train.Setbacks;

/** The part of a training checkpoint that is there only after, or against, steps that failed. */
final class SetbackContents {
  private static final String WEIGHTS = "good.weights";
  private static final String SLOT = "good.optimizer.";

  private SetbackContents() {}

  static void putTensors(GoodWeights good, Map<String, float[]> tensors) {
    tensors.put(WEIGHTS, good.weights());
    good.optimizerSlots().forEach((name, slot) -> tensors.put(SLOT + name, slot));
  }

  static JsonObject encode(Setbacks setbacks) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("inRow", setbacks.inRow())
            .put("lastStep", setbacks.lastStep())
            .putAnyNumber("rateFactor", setbacks.rateFactor());
    setbacks
        .good()
        .ifPresent(
            good -> json.put("goodStep", good.step()).putAnyNumber("goodLoss", good.highestLoss()));
    return json.build();
  }

  /**
   * @param slots the names of the optimizer's arrays, in its order
   */
  static Setbacks decode(Map<String, float[]> tensors, JsonFields fields, Set<String> slots)
      throws ModelFormatException, CheckpointFormatException {
    Setbacks setbacks =
        new Setbacks(
            fields.count("inRow"),
            fields.integer("lastStep"),
            fields.anyNumber("rateFactor"),
            fields.has("goodStep") ? Optional.of(good(tensors, fields, slots)) : Optional.empty());
    fields.end();
    return setbacks;
  }

  private static GoodWeights good(
      Map<String, float[]> tensors, JsonFields fields, Set<String> slots)
      throws ModelFormatException, CheckpointFormatException {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (String name : slots) {
      arrays.put(name, CheckpointContents.tensor(tensors, SLOT + name));
    }
    return new GoodWeights(
        fields.integer("goodStep"),
        fields.anyNumber("goodLoss"),
        CheckpointContents.tensor(tensors, WEIGHTS),
        arrays);
  }
}
