package io.likes.spi;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import java.util.Objects;

/**
 * Entry of a user's list. Immutable.
 *
 * @param user whose list
 * @param content what is liked or not
 * @param liked true for an entry, false for none
 * @param version version of the pair
 * @param timeMillis when the like was made; orders the list
 * @param type content type of the like
 */
public record UserLike(
    UserId user,
    ContentId content,
    boolean liked,
    Version version,
    long timeMillis,
    ContentType type) {
  /** Checks that no part is null. */
  public UserLike {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(type, "type");
  }
}
