package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Spark shell, as people type into it: the real one, with the finished jar. */
@Timeout(600)
final class ShellIT {
  private static final Duration SHORT = Duration.ofMinutes(1);

  @Test
  void theLauncherOpensOneWithTheLibraryAndTheProjectsSettingsInIt() throws Exception {
    try (Shell shell = Shell.launched(Map.of(), "--master", "local[2]")) {
      assertEquals("res1: String = local[2]\n", shell.run("sc.master", SHORT));
      String out = shell.run("import tributary.ml._\nclassOf[TableSource].getName", SHORT);
      assertTrue(out.contains("tributary.ml.TableSource"), out);
      // Whatever is typed may travel, by Kryo too.
      String own =
          shell.run(
              "case class Point(x: Int)\nsc.parallelize(Seq(Point(1), Point(2))).map(p => Point(p.x + 1)).collect.mkString(\",\")",
              SHORT);
      assertTrue(own.contains("Point(2),Point(3)"), own + shell.errors());
      assertTrue(shell.run("sc.getConf.get(\"spark.serializer\")", SHORT).contains("Kryo"));
    }
  }

  @Test
  void theJarAloneIsEnoughForAnyOtherShell() throws Exception {
    try (Shell shell = Shell.plain()) {
      String out = shell.run("import tributary.ml._\nclassOf[TableSource].getName", SHORT);
      assertTrue(out.contains("tributary.ml.TableSource"), out + shell.errors());
      shell.begin(
          "println(\"begun\"); sc.parallelize(1 to 2, 2).map { i => Thread.sleep(60000); i }.count");
      shell.await("begun", SHORT);
      Thread.sleep(2000);
      shell.interrupt();
      String err = shell.finish(SHORT);
      System.out.println(err + shell.errors());
    }
  }
}
