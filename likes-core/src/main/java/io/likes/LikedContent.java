package io.likes;

import java.time.Instant;

/**
 * A content that a user likes. Immutable.
 *
 * @param content the content
 * @param likedAt when the like was made, in milliseconds, by the clock of the process that made it
 * @param type content type that the like carries
 */
public record LikedContent(ContentId content, Instant likedAt, ContentType type) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if a part is null
   */
  public LikedContent {
    Arguments.present("content", content);
    Arguments.present("likedAt", likedAt);
    Arguments.present("type", type);
  }
}
