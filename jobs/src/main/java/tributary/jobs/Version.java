package tributary.jobs;

import picocli.CommandLine.IVersionProvider;
import tributary.io.BuildVersion;

/** The version of this build, as Maven wrote it into the jar. */
final class Version implements IVersionProvider {
  /** Such as {@code 0.1.0}. */
  static String current() {
    return BuildVersion.current();
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "tributary " + current(),
      "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
      "Java " + Runtime.version()
    };
  }
}
