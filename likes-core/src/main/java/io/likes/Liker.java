package io.likes;

import java.time.Instant;

/**
 * A user who likes a content. Immutable.
 *
 * @param user the user
 * @param likedAt when the like was made, in milliseconds, by the clock of the process that made it
 * @param type content type that the like carries
 */
public record Liker(UserId user, Instant likedAt, ContentType type) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if a part is null
   */
  public Liker {
    Arguments.present("user", user);
    Arguments.present("likedAt", likedAt);
    Arguments.present("type", type);
  }
}
