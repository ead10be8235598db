package io.likes.examples.snippets;

import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikes;

/** Likes in ten lines, without any server. */
public final class QuickStart {
  private QuickStart() {}

  /** Likes a content twice, and prints what came of it. */
  public static void main(String[] args) {
    // region quickstart
    try (LikeService likes = InMemoryLikes.create()) {
      ContentId post = ContentId.of("post-42");
      UserId alice = UserId.of("alice");

      LikeResult first = likes.like(post, alice); // LIKED, count 1
      LikeResult again = likes.like(post, alice); // ALREADY_LIKED, count 1
      System.out.println(first.outcome() + " then " + again.outcome());
      System.out.println(
          likes.count(post).value() + " like, liked by alice: " + likes.liked(post, alice));
    }
    // endregion
  }
}
