package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the table: what was measured, and what came of it.
 *
 * @param row which of the rows that {@code --only} knows it belongs to
 * @param what in words
 * @param ours what this program did
 * @param peer beside whom; may be a floor
 * @param value what the aim is about: a ratio or share of each turn, or {@code ours} itself
 * @param aim what the value should come to
 * @param notes what a reader has to know, a sentence each; why, where nothing was measured
 */
public record Figure(
    BenchRow row,
    String what,
    Optional<Side> ours,
    Optional<Side> peer,
    Optional<Turns> value,
    Optional<Aim> aim,
    List<String> notes) {
  public Figure {
    notes = List.copyOf(notes);
  }

  /** Ours alone, judged as it is. */
  static Figure of(BenchRow row, String what, Side ours) {
    return new Figure(
        row,
        what,
        Optional.of(ours),
        Optional.empty(),
        Optional.of(ours.turns()),
        Optional.empty(),
        List.of());
  }

  /** Ours over the peer's, turn by turn: how many times as much. */
  static Figure over(BenchRow row, String what, Side ours, Side peer) {
    Turns ratio = ours.turns().with(peer.turns(), "×", (a, b) -> a / b);
    return of(row, what, ours).beside(peer, ratio);
  }

  static Figure missing(BenchRow row, String what, String why) {
    return new Figure(
        row,
        what,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(why));
  }

  Figure beside(Side other, Turns judged) {
    return new Figure(row, what, ours, Optional.of(other), Optional.of(judged), aim, notes);
  }

  Figure aiming(Aim at) {
    return new Figure(row, what, ours, peer, value, Optional.of(at), notes);
  }

  Figure noting(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Figure(row, what, ours, peer, value, aim, more);
  }

  /** Whether the median keeps the aim; empty where there is no value or no aim. */
  public Optional<Boolean> reached() {
    return value.flatMap(turns -> aim.map(a -> a.reachedBy(turns.median())));
  }
}
