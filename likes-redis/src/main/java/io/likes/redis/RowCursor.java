package io.likes.redis;

import io.likes.UserId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of rows ends: rows are ordered by their position, and those of one position by the
 * user. Immutable.
 *
 * @param position position of the row, or of the first rows that follow
 * @param user user of the row; null for a place before all rows of the position
 */
record RowCursor(long position, @Nullable UserId user) implements Comparable<RowCursor> {
  static final RowCursor START = new RowCursor(0, null);

  private static final Comparator<RowCursor> ORDER =
      Comparator.comparingLong(RowCursor::position)
          .thenComparing(cursor -> cursor.user == null ? "" : cursor.user.value());
  private static final String AT = "at:";
  private static final String BEHIND = "behind:";

  static RowCursor behind(UserId user) {
    return new RowCursor(Buckets.position(Buckets.hash(user)), user);
  }

  /**
   * Reads what {@link #toString} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static RowCursor parse(String text) {
    try {
      if (text.startsWith(BEHIND)) {
        return behind(UserId.of(text.substring(BEHIND.length())));
      }
      long position = text.startsWith(AT) ? Long.parseLong(text.substring(AT.length())) : -1;
      if (position >= 0 && position < Buckets.END) {
        return new RowCursor(position, null);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a cursor of this store: '" + text + "'", e);
    }
    throw new IllegalArgumentException("not a cursor of this store: '" + text + "'");
  }

  @Override
  public int compareTo(RowCursor other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return user == null ? AT + position : BEHIND + user.value();
  }
}
