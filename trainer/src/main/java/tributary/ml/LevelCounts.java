package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each level of a column occurs in the training rows and in the rows held out. */
final class LevelCounts {
  private final TableColumn column;
  private final int maxLevels;
  // Per level: training rows, held-out rows.
  private final Map<String, long[]> counts = new HashMap<>();

  LevelCounts(TableColumn column, int maxLevels) {
    this.column = column;
    this.maxLevels = maxLevels;
  }

  /**
   * Adds a level's rows of one block.
   *
   * @param row the first of them
   * @throws BadCell if the column turns out to have too many levels
   */
  void add(String level, long training, long heldOut, int row) {
    long[] count = of(level, row);
    count[0] += training;
    count[1] += heldOut;
  }

  void add(LevelCounts later) {
    // Sorted, so that the level which is one too many is the same every time.
    later.counts.keySet().stream()
        .sorted()
        .forEach(
            level -> {
              long[] theirs = later.get(level);
              long[] ours = of(level, 0);
              ours[0] += theirs[0];
              ours[1] += theirs[1];
            });
  }

  /** The levels that occur in training rows, sorted. */
  List<String> training() {
    List<String> levels = new ArrayList<>();
    counts.forEach(
        (level, count) -> {
          if (count[0] > 0) {
            levels.add(level);
          }
        });
    levels.sort(null);
    return levels;
  }

  /** The levels that occur anywhere in the table, sorted. */
  List<String> all() {
    return counts.keySet().stream().sorted().toList();
  }

  /** How many held-out rows have a level that no training row has. */
  long unseen() {
    long unseen = 0;
    for (long[] count : counts.values()) {
      unseen += count[0] == 0 ? count[1] : 0;
    }
    return unseen;
  }

  private long[] get(String level) {
    return counts.getOrDefault(level, new long[2]);
  }

  private long[] of(String level, int row) {
    long[] count = counts.get(level);
    if (count == null) {
      if (counts.size() == maxLevels) {
        throw BadCell.wholeColumn(
            column.name(),
            "there are more than "
                + maxLevels
                + " different values; a column of names or numbers of things teaches nothing as"
                + " levels: exclude it, or group its values first",
            row);
      }
      count = new long[2];
      counts.put(level, count);
    }
    return count;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(counts.size());
    for (Map.Entry<String, long[]> entry : counts.entrySet()) {
      byte[] level = entry.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(level.length);
      out.write(level);
      out.writeLong(entry.getValue()[0]);
      out.writeLong(entry.getValue()[1]);
    }
  }

  void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      byte[] level = new byte[in.readInt()];
      in.readFully(level);
      counts.put(
          new String(level, StandardCharsets.UTF_8), new long[] {in.readLong(), in.readLong()});
    }
  }
}
