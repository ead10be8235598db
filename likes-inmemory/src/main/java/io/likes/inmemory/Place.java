package io.likes.inmemory;

import io.likes.spi.UserLike;

/** Place in the order of a user's entries: by time, then by the characters of the content. */
record Place(long timeMillis, String content) {
  static Place behind(UserLike entry) {
    return new Place(entry.timeMillis(), entry.content().value());
  }

  /**
   * Returns the place that {@link #cursor} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static Place of(String cursor) {
    return new Place(Cursor.number(cursor, 0), cursor.substring(Cursor.DIGITS));
  }

  String cursor() {
    return Cursor.number(timeMillis) + content;
  }
}
