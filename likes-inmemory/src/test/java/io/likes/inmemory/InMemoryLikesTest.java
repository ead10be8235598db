package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.LikedContent;
import io.likes.Liker;
import io.likes.Outcome;
import io.likes.PageRequest;
import io.likes.UserId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class InMemoryLikesTest {
  private final ContentId content = ContentId.of("content");
  private final UserId user = UserId.of("user");

  @Test
  @DisplayName("The ready service likes, unlikes, counts, lists and estimates")
  void allCalls() {
    try (LikeService likes = InMemoryLikes.create()) {
      assertThat(likes.like(content, user).outcome()).isEqualTo(Outcome.LIKED);
      assertThat(likes.like(content, user).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
      assertThat(likes.count(content).value()).isEqualTo(1);
      assertThat(likes.liked(content, user)).isTrue();
      assertThat(likes.likedBy(user, PageRequest.first(10)).items())
          .extracting(LikedContent::content)
          .containsExactly(content);
      assertThat(likes.likersOf(content, PageRequest.first(10)).items())
          .extracting(Liker::user)
          .containsExactly(user);
      assertThat(likes.uniqueLikersEstimate(content)).isEqualTo(1);
      assertThat(likes.unlike(content, user).outcome()).isEqualTo(Outcome.UNLIKED);
      assertThat(likes.count(content).value()).isZero();
    }
  }

  @Test
  @DisplayName("Racing likes of many users are all counted, once each")
  void race() {
    try (LikeService likes = InMemoryLikes.create()) {
      int users = 20_000;
      IntStream.range(0, 2 * users)
          .parallel()
          .forEach(i -> likes.like(content, UserId.of("user" + i % users)));
      assertThat(likes.count(content).value()).isEqualTo(users);
    }
  }
}
