package io.likes.inmemory;

/**
 * Where a read in parts goes on.
 *
 * @param seq seq of the last row that was read
 * @param bound seq of the last row to be read: those of later likes were not there at the start,
 *     and following them a read might never end
 */
record Position(long seq, long bound) {
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
    return Cursor.number(seq) + Cursor.number(bound);
  }
}
