package io.likes.spi;

import io.likes.ContentType;
import io.likes.UserId;
import java.util.Objects;

/**
 * One like as a cell holds it. Immutable.
 *
 * @param user who likes
 * @param seq seq of the change that made the row
 * @param timeMillis wall-clock time of that change
 * @param type content type of that change
 */
public record LikeRow(UserId user, long seq, long timeMillis, ContentType type) {
  /** Checks that no part is null. */
  public LikeRow {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(type, "type");
  }
}
