package tributary.io;

import java.util.ArrayList;
import java.util.List;
import tributary.io.JsonValue.JsonObject;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.nn.ResidualSpec;

/** A network as JSON: a closed set of words, each written out here and nowhere looked up. */
public final class NetworkFormat {
  private static final String LAYERS = "layers";

  private NetworkFormat() {}

  /** The network as JSON on one line. */
  public static String text(NetworkSpec network) {
    return Json.compact(encode(network));
  }

  /**
   * The network that {@link #text} was made of.
   *
   * @throws ModelFormatException if it was not made so
   */
  public static NetworkSpec parse(String text) throws ModelFormatException {
    return decode(fields("network:", text));
  }

  /** Layers that are no whole network, as JSON on one line. */
  public static String layersText(List<LayerSpec> layers) {
    return Json.compact(
        new JsonObjectBuilder().putAll(LAYERS, layers, NetworkFormat::encode).build());
  }

  /**
   * The layers that {@link #layersText} was made of.
   *
   * @throws ModelFormatException if it was not made so
   */
  public static List<LayerSpec> parseLayers(String text) throws ModelFormatException {
    JsonFields fields = fields("layers:", text);
    List<LayerSpec> layers = layers(fields.objects(LAYERS));
    fields.end();
    return layers;
  }

  private static JsonFields fields(String path, String text) throws ModelFormatException {
    try {
      return JsonFields.of(path, Json.parse(text));
    } catch (JsonException e) {
      throw new ModelFormatException(path + " " + e.getMessage(), e);
    }
  }

  static JsonObject encode(NetworkSpec network) {
    return new JsonObjectBuilder()
        .put("inputs", network.inputs())
        .putAll("layers", network.layers(), NetworkFormat::encode)
        .put("loss", encode(network.loss()))
        .build();
  }

  static NetworkSpec decode(JsonFields fields) throws ModelFormatException {
    int inputs = fields.count("inputs");
    List<LayerSpec> layers = layers(fields.objects("layers"));
    LossSpec loss = loss(fields.object("loss"));
    fields.end();
    try {
      return new NetworkSpec(inputs, layers, loss);
    } catch (IllegalArgumentException e) {
      throw fields.refused(e);
    }
  }

  private static JsonObject encode(LayerSpec layer) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    if (layer instanceof DenseSpec dense) {
      json.put("type", "dense")
          .put("units", dense.units())
          .put("activation", word(dense.activation()))
          .put("skip", dense.skip())
          .put("initializer", word(dense.initializer()));
    } else if (layer instanceof LayerNormSpec norm) {
      json.put("type", "layerNorm").put("epsilon", norm.epsilon());
    } else if (layer instanceof DropoutSpec dropout) {
      json.put("type", "dropout").put("rate", dropout.rate());
    } else if (layer instanceof ResidualSpec residual) {
      json.put("type", "residual").putAll("body", residual.body(), NetworkFormat::encode);
    }
    return json.build();
  }

  private static List<LayerSpec> layers(List<JsonFields> objects) throws ModelFormatException {
    List<LayerSpec> layers = new ArrayList<>();
    for (JsonFields fields : objects) {
      try {
        layers.add(layer(fields));
      } catch (IllegalArgumentException e) {
        throw fields.refused(e);
      }
      fields.end();
    }
    return layers;
  }

  private static LayerSpec layer(JsonFields fields) throws ModelFormatException {
    return switch (fields.string("type")) {
      case "dense" ->
          new DenseSpec(
              fields.count("units"), activation(fields), fields.bool("skip"), initializer(fields));
      case "layerNorm" -> new LayerNormSpec(fields.number("epsilon"));
      case "dropout" -> new DropoutSpec(fields.number("rate"));
      case "residual" -> new ResidualSpec(layers(fields.objects("body")));
      default -> throw fields.unknown("type", "dense, layerNorm, dropout, residual");
    };
  }

  private static JsonObject encode(LossSpec loss) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    if (loss instanceof LossSpec.SquaredError) {
      json.put("type", "squaredError");
    } else if (loss instanceof LossSpec.Huber) {
      json.put("type", "huber");
    } else if (loss instanceof LossSpec.SoftmaxCrossEntropy) {
      json.put("type", "softmaxCrossEntropy");
    } else if (loss instanceof LossSpec.BinaryCrossEntropy) {
      json.put("type", "binaryCrossEntropy");
    }
    json.put("outputs", loss.outputs());
    if (loss instanceof LossSpec.Huber huber) {
      json.put("delta", huber.delta());
    }
    return json.build();
  }

  private static LossSpec loss(JsonFields fields) throws ModelFormatException {
    int outputs = fields.count("outputs");
    LossSpec loss =
        switch (fields.string("type")) {
          case "squaredError" -> new LossSpec.SquaredError(outputs);
          case "huber" -> huber(outputs, fields);
          case "softmaxCrossEntropy" -> new LossSpec.SoftmaxCrossEntropy(outputs);
          case "binaryCrossEntropy" -> new LossSpec.BinaryCrossEntropy(outputs);
          default ->
              throw fields.unknown(
                  "type", "squaredError, huber, softmaxCrossEntropy, binaryCrossEntropy");
        };
    fields.end();
    return loss;
  }

  private static LossSpec huber(int outputs, JsonFields fields) throws ModelFormatException {
    try {
      return new LossSpec.Huber(outputs, fields.number("delta"));
    } catch (IllegalArgumentException e) {
      throw fields.refused(e);
    }
  }

  private static String word(Activation activation) {
    return switch (activation) {
      case IDENTITY -> "identity";
      case RELU -> "relu";
      case LEAKY_RELU -> "leakyRelu";
      case TANH -> "tanh";
      case SIGMOID -> "sigmoid";
      case GELU -> "gelu";
      case SILU -> "silu";
    };
  }

  private static Activation activation(JsonFields fields) throws ModelFormatException {
    return switch (fields.string("activation")) {
      case "identity" -> Activation.IDENTITY;
      case "relu" -> Activation.RELU;
      case "leakyRelu" -> Activation.LEAKY_RELU;
      case "tanh" -> Activation.TANH;
      case "sigmoid" -> Activation.SIGMOID;
      case "gelu" -> Activation.GELU;
      case "silu" -> Activation.SILU;
      default ->
          throw fields.unknown(
              "activation", "identity, relu, leakyRelu, tanh, sigmoid, gelu, silu");
    };
  }

  private static String word(Initializer initializer) {
    return switch (initializer) {
      case AUTO -> "auto";
      case HE -> "he";
      case GLOROT -> "glorot";
      case LECUN -> "lecun";
      case ZERO -> "zero";
    };
  }

  private static Initializer initializer(JsonFields fields) throws ModelFormatException {
    return switch (fields.string("initializer")) {
      case "auto" -> Initializer.AUTO;
      case "he" -> Initializer.HE;
      case "glorot" -> Initializer.GLOROT;
      case "lecun" -> Initializer.LECUN;
      case "zero" -> Initializer.ZERO;
      default -> throw fields.unknown("initializer", "auto, he, glorot, lecun, zero");
    };
  }
}
