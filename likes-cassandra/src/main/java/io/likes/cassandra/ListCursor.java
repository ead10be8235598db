package io.likes.cassandra;

import io.likes.ContentId;
import java.time.Instant;

/** A place in a user's list: behind the row of that time and content. Immutable. */
record ListCursor(Instant likedAt, ContentId content) {
  private static final char SEPARATOR = ':';

  String format() {
    return Long.toString(likedAt.toEpochMilli()) + SEPARATOR + content.value();
  }

  /**
   * Reads what {@link #format} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static ListCursor parse(String cursor) {
    int separator = cursor.indexOf(SEPARATOR);
    try {
      if (separator > 0) {
        return new ListCursor(
            Instant.ofEpochMilli(Long.parseLong(cursor.substring(0, separator))),
            ContentId.of(cursor.substring(separator + 1)));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(notOurs(cursor), e);
    }
    throw new IllegalArgumentException(notOurs(cursor));
  }

  private static String notOurs(String cursor) {
    return "after must be from a page of this store, but is '" + cursor + "'";
  }
}
