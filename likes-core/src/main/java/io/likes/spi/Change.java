package io.likes.spi;

import io.likes.ContentType;
import io.likes.UserId;
import java.util.Objects;

/**
 * What one caller wants of one pair. Immutable.
 *
 * @param user the user of the pair; the content is the batch's
 * @param liked true to have a row, false to have none
 * @param timeMillis wall-clock time of the call, kept in a new row for people to read; no rule
 *     depends on it
 * @param type content type, kept in a new row
 */
public record Change(UserId user, boolean liked, long timeMillis, ContentType type) {
  /** Checks that no part is null. */
  public Change {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(type, "type");
  }
}
