package tributary.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import tributary.io.CheckpointFormatException;
import tributary.io.CheckpointManifest;
import tributary.spark.CheckpointFolder.Entry;
import tributary.spark.CheckpointFolder.Listing;

/** Lets go what is no longer needed once a newer checkpoint has been read back. */
final class CheckpointPruning {
  private final CheckpointFolder folder;
  private final HadoopFiles files;
  private final int keep;

  CheckpointPruning(CheckpointFolder folder, HadoopFiles files, int keep) {
    this.folder = folder;
    this.files = files;
    this.keep = keep;
  }

  /**
   * Keeps the newest few up to {@code step} and the one of the lowest validation loss, the earlier
   * of equals. What a run that went back has left ahead of it goes, and what never became whole.
   */
  void after(long step) throws IOException {
    Listing listing = folder.list();
    Map<Entry, CheckpointManifest> manifests = new HashMap<>();
    for (Entry entry : listing.newestFirst()) {
      if (entry.marked()) {
        readInto(manifests, entry);
      }
    }
    Set<Entry> kept = kept(listing, manifests, step);
    Set<Path> needed = new HashSet<>();
    for (Entry entry : listing.newestFirst()) {
      if (kept.contains(entry) || !folder.delete(entry.path())) {
        // A mark that could not be deleted keeps its data: a checkpoint is whole or gone.
        listing.dataOf(entry.step()).stream()
            .filter(path -> isDataOf(manifests.get(entry), path))
            .forEach(needed::add);
      }
    }
    listing.data().stream().filter(path -> !needed.contains(path)).forEach(folder::delete);
    listing.unfinished().forEach(folder::delete);
  }

  /** An unreadable mark may be of any data of its step. */
  private static boolean isDataOf(@Nullable CheckpointManifest manifest, Path path) {
    return manifest == null || manifest.file().equals(path.getName());
  }

  private void readInto(Map<Entry, CheckpointManifest> manifests, Entry entry) throws IOException {
    try {
      manifests.put(entry, HadoopCheckpointStore.readManifest(files, entry.path()));
    } catch (CheckpointFormatException e) {
      // Damaged, so it counts for nothing and goes.
    }
  }

  private Set<Entry> kept(Listing listing, Map<Entry, CheckpointManifest> manifests, long step) {
    Set<Entry> kept = new HashSet<>();
    double lowest = Double.POSITIVE_INFINITY;
    Optional<Entry> best = Optional.empty();
    for (Entry entry : listing.newestFirst()) {
      boolean whole = !entry.marked() || manifests.containsKey(entry);
      if (entry.step() > step || !whole) {
        continue;
      }
      if (kept.size() < keep) {
        kept.add(entry);
      }
      CheckpointManifest manifest = manifests.get(entry);
      OptionalDouble loss = manifest == null ? OptionalDouble.empty() : manifest.validationLoss();
      if (loss.isPresent() && loss.getAsDouble() <= lowest) {
        lowest = loss.getAsDouble();
        best = Optional.of(entry);
      }
    }
    best.ifPresent(kept::add);
    return kept;
  }
}
