package io.likes.inmemory;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;

/** A {@link LikeService} that needs nothing outside this process. */
public final class InMemoryLikes {
  private InMemoryLikes() {}

  /**
   * Returns a new service on empty stores, with exact counts, users' lists and estimates of unique
   * likers. Its likes are gone when it is.
   */
  public static LikeService create() {
    return builder().build();
  }

  /**
   * Returns a builder with what {@link #create} uses, for a service with an admission, a listener,
   * another time and so on.
   */
  public static LikeServiceBuilder builder() {
    return LikeService.builder()
        .likeStore(new InMemoryLikeStore())
        .userLikeStore(new InMemoryUserLikeStore())
        .uniqueLikers(new InMemoryUniqueLikers())
        .counting(Counting.EXACT);
  }
}
