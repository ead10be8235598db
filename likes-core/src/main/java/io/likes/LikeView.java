package io.likes;

/**
 * What a feed page shows of one content. Immutable.
 *
 * @param content the content
 * @param count number of likes; {@link Count#UNKNOWN} if no backend could be asked and nothing was
 *     known before
 * @param status whether the user likes it; {@link LikeStatus#UNKNOWN} if the store could not be
 *     asked or no user was given
 */
public record LikeView(ContentId content, Count count, LikeStatus status) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if a part is null
   */
  public LikeView {
    Arguments.present("content", content);
    Arguments.present("count", count);
    Arguments.present("status", status);
  }
}
