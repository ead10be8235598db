package io.likes.inmemory;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Place in the order of a cell's rows: by hash of the user, unsigned, then by seq. A row keeps its
 * place as long as it is there.
 */
record Position(long hash, long seq) implements Comparable<Position> {
  static final Position START = new Position(0, 0);
  private static final int HEX_DIGITS = 16;

  /** Returns the position that {@link #cursor} wrote. */
  static Position of(String cursor) {
    try {
      if (cursor.length() == 2 * HEX_DIGITS) {
        return new Position(
            HexFormat.fromHexDigitsToLong(cursor, 0, HEX_DIGITS),
            HexFormat.fromHexDigitsToLong(cursor, HEX_DIGITS, 2 * HEX_DIGITS));
      }
    } catch (NumberFormatException e) {
      throw notOurs(cursor, e);
    }
    throw notOurs(cursor, null);
  }

  private static IllegalArgumentException notOurs(
      String cursor, @Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        "after must be from a page of this store, but is '" + cursor + "'", cause);
  }

  String cursor() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(hash) + hex.toHexDigits(seq);
  }

  @Override
  public int compareTo(Position other) {
    int byHash = Long.compareUnsigned(hash, other.hash);
    return byHash != 0 ? byHash : Long.compare(seq, other.seq);
  }
}
