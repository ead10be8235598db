package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.Admission;
import io.likes.Admission.Decision;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.testkit.LikesAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and that nothing happens to the others. */
class AdmissionTest {
  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final UserId user = user();

  private LikeService service(Admission admission) {
    return setup.builder(Counting.ASYNC).admission(admission).hotLikesPerMinute(2).build();
  }

  private void assertNothingHappened() {
    assertThat(setup.calls()).isZero();
    assertThat(setup.heard.hot).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void contentNotFound(boolean like) {
    LikeService service = service((c, u, l) -> Decision.CONTENT_NOT_FOUND);
    for (int i = 0; i < 5; i++) {
      LikeResult result = like ? service.like(content, user) : service.unlike(content, user);
      assertThat(result)
          .isEqualTo(new LikeResult(Outcome.CONTENT_NOT_FOUND, false, Count.UNKNOWN, null));
      assertThat(result.outcome().httpStatus()).isEqualTo(404);
    }
    assertNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rateLimited(boolean like) {
    Duration wait = Duration.ofSeconds(7);
    LikeService service = service((c, u, l) -> Decision.rateLimited(wait));
    for (int i = 0; i < 5; i++) {
      LikeResult result = like ? service.like(content, user) : service.unlike(content, user);
      assertThat(result)
          .isEqualTo(new LikeResult(Outcome.RATE_LIMITED, false, Count.UNKNOWN, wait));
    }
    assertNothingHappened();
  }

  @Test
  void refusedAlthoughLiked() {
    setup.service(Counting.ASYNC).like(content, user);
    LikesAssertions.assertThat(
            service((c, u, l) -> Decision.CONTENT_NOT_FOUND).unlike(content, user))
        .isNotLiked();
    assertThat(setup.stored(content)).isEqualTo(1);
  }

  @Test
  void admitted() {
    LikesAssertions.assertThat(service((c, u, l) -> Decision.ADMITTED).like(content, user))
        .hasOutcome(Outcome.LIKED)
        .hasCount(1);
  }

  @Test
  void whatItThrowsReachesTheCaller() {
    RuntimeException thrown = new IllegalStateException("no database");
    LikeService service =
        service(
            (c, u, l) -> {
              throw thrown;
            });
    assertThatThrownBy(() -> service.like(content, user)).isSameAs(thrown);
    assertThatThrownBy(() -> service.unlike(content, user)).isSameAs(thrown);
    assertThatThrownBy(() -> service.toggle(content, user, true)).isSameAs(thrown);
    assertNothingHappened();
  }

  @Test
  void isAskedOnceForEachChangeAndForWhatAToggleComesTo() {
    List<Object> asked = new ArrayList<>();
    LikeService service =
        service(
            (c, u, like) -> {
              asked.addAll(List.of(c, u, like));
              return Decision.ADMITTED;
            });
    service.like(content, user);
    service.unlike(content, user);
    service.toggle(content, user, false);
    service.toggle(content, user, true);
    assertThat(asked)
        .containsExactly(
            content, user, true, content, user, false, content, user, true, content, user, false);
  }

  @Test
  void readersAreNotAsked() {
    LikeService service =
        service(
            (c, u, l) -> {
              throw new IllegalStateException("asked");
            });
    assertThat(service.liked(content, user)).isFalse();
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
    assertThat(service.view(List.of(content), user)).hasSize(1);
  }

  @Test
  void toggleTakesTheStateThatTheUserSaw() {
    LikeService service = service(Admission.open());
    LikesAssertions.assertThat(service.toggle(content, user, false))
        .hasOutcome(Outcome.LIKED)
        .isLiked();
    LikesAssertions.assertThat(service.toggle(content, user, false))
        .hasOutcome(Outcome.ALREADY_LIKED)
        .isLiked();
    LikesAssertions.assertThat(service.toggle(content, user, true))
        .hasOutcome(Outcome.UNLIKED)
        .isNotLiked();
    LikesAssertions.assertThat(service.toggle(content, user, true))
        .hasOutcome(Outcome.NOT_LIKED)
        .isNotLiked();
  }
}
