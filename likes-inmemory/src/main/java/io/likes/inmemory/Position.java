package io.likes.inmemory;

/**
 * Place in the order of a cell's rows: by hash of the user, unsigned, then by seq. A row keeps its
 * place as long as it is there.
 */
record Position(long hash, long seq) implements Comparable<Position> {
  static final Position START = new Position(0, 0);

  /**
   * Returns the position that {@link #cursor} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static Position of(String cursor) {
    if (cursor.length() != 2 * Cursor.DIGITS) {
      throw new IllegalArgumentException(Cursor.notOurs(cursor));
    }
    return new Position(Cursor.number(cursor, 0), Cursor.number(cursor, Cursor.DIGITS));
  }

  String cursor() {
    return Cursor.number(hash) + Cursor.number(seq);
  }

  @Override
  public int compareTo(Position other) {
    int byHash = Long.compareUnsigned(hash, other.hash);
    return byHash != 0 ? byHash : Long.compare(seq, other.seq);
  }
}
