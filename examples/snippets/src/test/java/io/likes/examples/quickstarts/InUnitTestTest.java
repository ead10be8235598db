package io.likes.examples.quickstarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service of yours that uses likes, in a unit test without any server. */
class InUnitTestTest {
  record Profiles(LikeService likes) {
    List<String> favourites(String user) {
      return likes.likedBy(UserId.of(user), PageRequest.first(10)).items().stream()
          .map(liked -> liked.content().value())
          .toList();
    }
  }

  @Test
  void favouritesAreWhatTheUserLikes() {
    try (LikeService likes = InMemoryLikes.create()) {
      likes.like(ContentId.of("tea"), UserId.of("mira"));
      likes.like(ContentId.of("rain"), UserId.of("mira"));
      likes.unlike(ContentId.of("rain"), UserId.of("mira"));

      assertThat(new Profiles(likes).favourites("mira")).containsExactly("tea");
    }
  }
}
