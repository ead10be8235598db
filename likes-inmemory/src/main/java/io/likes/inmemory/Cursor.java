package io.likes.inmemory;

import java.util.HexFormat;

/** Numbers in the cursors that this package gives out. */
final class Cursor {
  /** How many characters a number takes. */
  static final int DIGITS = 16;

  private Cursor() {}

  static String number(long number) {
    return HexFormat.of().toHexDigits(number);
  }

  /**
   * Reads the number at an index of a cursor.
   *
   * @throws IllegalArgumentException if there is none
   */
  static long number(String cursor, int at) {
    if (cursor.length() >= at + DIGITS) {
      try {
        return HexFormat.fromHexDigitsToLong(cursor, at, at + DIGITS);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(notOurs(cursor), e);
      }
    }
    throw new IllegalArgumentException(notOurs(cursor));
  }

  static String notOurs(String cursor) {
    return "after must be from a page of this store, but is '" + cursor + "'";
  }
}
