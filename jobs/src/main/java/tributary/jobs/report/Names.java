package tributary.jobs.report;

import java.util.List;
import org.apache.hadoop.fs.Path;
import tributary.spark.HadoopFiles;

/** What things are called on a page and in messages. */
final class Names {
  private Names() {}

  /** The folders' own names, with as many of the folders above as tell them apart. */
  static List<String> distinct(List<Path> folders) {
    for (int depth = 1; depth < 32; depth++) {
      int parts = depth;
      List<String> names = folders.stream().map(folder -> tail(folder, parts)).toList();
      if (names.stream().distinct().count() == folders.size()) {
        return names;
      }
    }
    return folders.stream().map(HadoopFiles::display).toList();
  }

  private static String tail(Path folder, int parts) {
    String name = folder.getName();
    Path above = folder.getParent();
    for (int i = 1; i < parts && above != null && !above.getName().isEmpty(); i++) {
      name = above.getName() + "/" + name;
      above = above.getParent();
    }
    return name;
  }
}
