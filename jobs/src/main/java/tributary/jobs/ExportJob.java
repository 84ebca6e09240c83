package tributary.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.io.ModelExport;
import tributary.io.OnnxExport;
import tributary.io.OnnxFormat;
import tributary.io.OnnxType;
import tributary.io.OnnxValueInfo;
import tributary.io.ParityReport;
import tributary.io.Tensor;
import tributary.ml.ModelDirectory;
import tributary.spark.HadoopFiles;

/** {@code tributary export MODEL-or-RUN OUT}. */
@Command(
    name = "export",
    description = "Writes a model as one file for use outside Spark, and checks what it wrote.",
    mixinStandardHelpOptions = true)
final class ExportJob implements Callable<Integer> {
  private static final String ONNX = "onnx";
  private static final String SAFETENSORS = "safetensors";
  private static final List<String> FORMATS = List.of(ONNX, SAFETENSORS);
  private static final int TENSORS_SHOWN = 8;

  @Parameters(
      index = "0",
      paramLabel = "MODEL-or-RUN",
      description = "A run directory or its model folder.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The file to write; its ending (.onnx, .safetensors) chooses the format.")
  private String out = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "onnx or safetensors, whatever OUT ends in.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--inputs",
      paramLabel = "TYPE",
      description = "What an ONNX file takes numbers as: float (if left out) or double.")
  private Optional<String> inputs = Optional.empty();

  @Option(names = "--overwrite", description = "Replaces OUT if it exists.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  ExportJob() {}

  @Override
  public Integer call() throws IOException {
    String chosen = chosenFormat();
    OnnxType numbers = chosenInputs(chosen);
    // Reading and writing files needs Hadoop's settings but no session.
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    HadoopFiles files = new HadoopFiles(hadoop);
    requireFree(files);
    ModelDirectory stored = ModelDirectory.read(model, hadoop);
    ModelExport export =
        ModelExport.of(stored.description(), stored.weights(), stored.parity(), Version.current());
    Console console = new Console(spec.commandLine().getOut());
    console.line("model", stored.path());
    byte[] file = chosen.equals(ONNX) ? onnx(export, numbers, console) : tensors(export, console);
    // Before anything is there: a bad file must not take the place of a good one.
    ParityReport parity = ExportVerifier.verify(out, file);
    files.write(out, file);
    ExportVerifier.requireWritten(files, out, file);
    console.line("parity", parity.toString());
    console.line("written", out + " (" + chosen + ", " + Console.count(file.length) + " bytes)");
    console.line("", "sha256 " + ExportVerifier.sha256(file));
    return ExitCode.OK.status();
  }

  private String chosenFormat() {
    String lower = out.toLowerCase(Locale.ROOT);
    String chosen =
        format
            .map(f -> f.toLowerCase(Locale.ROOT))
            .or(() -> FORMATS.stream().filter(f -> lower.endsWith("." + f)).findFirst())
            .orElseThrow(
                () ->
                    new UsageException(
                        out + " ends in neither .onnx nor .safetensors; add --format"));
    if (!FORMATS.contains(chosen)) {
      throw new UsageException(
          "--format is " + chosen + "; it must be one of " + String.join(", ", FORMATS));
    }
    return chosen;
  }

  private OnnxType chosenInputs(String chosen) {
    if (inputs.isPresent() && !chosen.equals(ONNX)) {
      throw new UsageException("--inputs is for ONNX files, but the format is " + chosen);
    }
    return switch (inputs.orElse("float").toLowerCase(Locale.ROOT)) {
      case "float" -> OnnxType.FLOAT;
      case "double" -> OnnxType.DOUBLE;
      default ->
          throw new UsageException(
              "--inputs is " + inputs.orElse("") + "; it must be float or double");
    };
  }

  private void requireFree(HadoopFiles files) throws IOException {
    if (!overwrite && files.exists(out)) {
      throw new UsageException(out + " exists already; add --overwrite, or name another OUT");
    }
  }

  private static byte[] onnx(ModelExport export, OnnxType numbers, Console console)
      throws IOException {
    OnnxExport onnx = export.onnx(numbers);
    onnx.warnings().forEach(warning -> console.line("note", warning));
    values("inputs", onnx.model().graph().inputs(), console);
    values("outputs", onnx.model().graph().outputs(), console);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxFormat.write(onnx.model(), out);
    return out.toByteArray();
  }

  private static void values(String label, List<OnnxValueInfo> values, Console console) {
    for (int i = 0; i < values.size(); i++) {
      OnnxValueInfo value = values.get(i);
      console.line(i == 0 ? label : "", value.name() + "  " + value.typeAndShape());
    }
  }

  private static byte[] tensors(ModelExport export, Console console) throws IOException {
    List<Tensor> tensors = export.tensors();
    for (int i = 0; i < Math.min(TENSORS_SHOWN, tensors.size()); i++) {
      Tensor tensor = tensors.get(i);
      console.line(i == 0 ? "tensors" : "", tensor.name() + "  F32 " + tensor.shape());
    }
    if (tensors.size() > TENSORS_SHOWN) {
      console.line("", "and " + (tensors.size() - TENSORS_SHOWN) + " more");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.writeSafetensors(out);
    return out.toByteArray();
  }
}
