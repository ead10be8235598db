package io.likes.examples.snippets;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.UserId;

/** What a caller does when a backend fails. */
public final class Failures {
  private Failures() {}

  /** Likes a content; tries once more if the first try is in doubt. */
  public static LikeResult like(LikeService likes, ContentId content, UserId user) {
    // region retry
    try {
      return likes.like(content, user);
    } catch (BackendException e) {
      if (e.effect() == Effect.UNKNOWN) {
        // Always safe: what the first try stored is found, and what it left undone is completed.
        return likes.like(content, user);
      }
      throw e; // NOT_APPLIED: nothing is stored; answer 503
    }
    // endregion
  }
}
