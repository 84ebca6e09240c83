package tributary.io;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime behind the types of this room. */
final class OnnxRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRuntime(byte[] file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(file, options);
    }
  }

  static byte[] bytes(OnnxModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxFormat.write(model, out);
    return out.toByteArray();
  }

  List<String> inputs() {
    return List.copyOf(session.getInputNames());
  }

  Map<String, OnnxArray> run(Map<String, OnnxArray> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (Map.Entry<String, OnnxArray> input : inputs.entrySet()) {
      OnnxTensor tensor = tensor(input.getValue());
      tensors.put(input.getKey(), tensor);
    }
    Map<String, OnnxArray> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(tensors)) {
      for (NodeInfo output : session.getOutputInfo().values()) {
        outputs.put(
            output.getName(), array((OnnxTensor) result.get(output.getName()).orElseThrow()));
      }
    }
    tensors.values().forEach(OnnxTensor::close);
    return outputs;
  }

  private OnnxTensor tensor(OnnxArray array) throws OrtException {
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    return switch (array.type()) {
      case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.floats()), shape);
      case DOUBLE ->
          OnnxTensor.createTensor(environment, DoubleBuffer.wrap(array.doubles()), shape);
      default -> OnnxTensor.createTensor(environment, array.strings(), shape);
    };
  }

  private static OnnxArray array(OnnxTensor tensor) throws OrtException {
    List<Long> shape = Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
    int length = Math.toIntExact(tributary.io.OnnxTensor.elements(shape));
    if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
      float[] values = new float[length];
      tensor.getFloatBuffer().get(values);
      return OnnxArray.of(shape, values);
    }
    if (tensor.getInfo().type == OnnxJavaType.INT64) {
      long[] values = new long[length];
      tensor.getLongBuffer().get(values);
      return OnnxArray.of(shape, values);
    }
    return OnnxArray.of(shape, (String[]) tensor.getValue());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
