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
      assertTrue(shell.run("sc.master", SHORT).contains("String = local[2]"));
      String out = shell.run("import tributary.ml._\nclassOf[TableSource].getName", SHORT);
      assertTrue(out.contains("tributary.ml.TableSource"), out);
      // Of classes that were typed too, and without running again what was typed before.
      String cell =
          """
          println("typed")
          case class Point(x: Int)
          sc.parallelize(Seq(Point(1), Point(2))).map(p => Point(p.x + 1)).collect.mkString(",")
          """;
      String own = shell.run(cell, SHORT);
      assertTrue(own.contains("Point(2),Point(3)"), own + shell.errors());
      assertEquals(1, own.split("typed", -1).length - 1, own);
      // The rest is as the project has it.
      assertTrue(shell.run("sc.getConf.get(\"spark.locality.wait\")", SHORT).contains("0s"));
    }
  }

  @Test
  void theJarAloneIsEnoughForAnyOtherShell() throws Exception {
    try (Shell shell = Shell.plain(Map.of())) {
      String out = shell.run("import tributary.ml._\nclassOf[TableSource].getName", SHORT);
      assertTrue(out.contains("tributary.ml.TableSource"), out + shell.errors());
      assertTrue(shell.run("sc.getConf.contains(\"spark.serializer\")", SHORT).contains("false"));
    }
  }

  @Test
  void helpNeedsNoSpark() throws Exception {
    CommandResult help = Project.launch("shell", "--help");
    assertEquals(0, help.exitCode(), help.err());
    assertTrue(help.out().contains("conf/shell/quickstart.scala"), help.out());
  }
}
