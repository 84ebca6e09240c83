package tributary.jobs.bench;

/** One contestant's turns under its name. */
public record Side(String name, Turns turns) {
  /** Such as {@code 81,200 examples/s (79,000 … 83,100)}. */
  String describe() {
    String median = Quantity.of(turns.median()) + " " + turns.unit();
    return turns.values().size() == 1
        ? median
        : median + " (" + Quantity.of(turns.lowest()) + " … " + Quantity.of(turns.highest()) + ")";
  }
}
