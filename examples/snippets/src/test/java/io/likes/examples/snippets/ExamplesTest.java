package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The snippets do what their comments say. */
class ExamplesTest {
  private final ContentId content = ContentId.of("post-42");
  private final UserId user = UserId.of("alice");

  @Test
  @DisplayName("the quick start prints what the README promises")
  void quickStart() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      QuickStart.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("LIKED then ALREADY_LIKED", "1 like, liked by alice: true");
  }

  @Test
  @DisplayName("a feed page shows hearts and counts")
  void feedPage() {
    try (LikeService likes = InMemoryLikes.create()) {
      likes.like(content, user);
      assertThat(FeedPage.render(likes, List.of(content, ContentId.of("other")), user))
          .containsExactly("♥ 1", "♡ 0");
    }
  }

  @Test
  @DisplayName("the admission answers 404 and 429")
  void admission() {
    try (LikeService likes =
        InMemoryLikes.builder()
            .admission(
                Assembly.admission(content::equals, (who, what) -> !who.value().equals("bob")))
            .build()) {
      assertThat(likes.like(content, user).outcome()).isEqualTo(Outcome.LIKED);
      assertThat(likes.like(ContentId.of("other"), user).outcome())
          .isEqualTo(Outcome.CONTENT_NOT_FOUND);
      assertThat(likes.like(content, UserId.of("bob")).retryAfter())
          .isEqualTo(Duration.ofSeconds(1));
    }
  }
}
