package io.likes;

/** Whether a user likes a content, as far as it could be read. */
public enum LikeStatus {
  /** The user likes the content. */
  LIKED,
  /** The user does not like the content. */
  NOT_LIKED,
  /** The store could not be asked. */
  UNKNOWN
}
