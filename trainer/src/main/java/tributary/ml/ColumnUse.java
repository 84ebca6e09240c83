package tributary.ml;

/** What a column is read for; decides which values are allowed in it. */
enum ColumnUse {
  FEATURE("feature"),
  NUMBER_TARGET("target"),
  CLASS_TARGET("target"),
  LABEL_TARGET("target"),
  WEIGHT("weight");

  private final String word;

  ColumnUse(String word) {
    this.word = word;
  }

  /** The word for it in messages. */
  String word() {
    return word;
  }
}
