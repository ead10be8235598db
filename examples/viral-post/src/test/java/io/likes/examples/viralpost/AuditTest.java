package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final ContentId content = ContentId.of(UUID.randomUUID().toString());
  private final UserId user = UserId.of(UUID.randomUUID().toString());
  private final Tally tally = new Tally();
  private final Audit audit = new Audit(tally);
  private final AtomicLong nanos = new AtomicLong();
  private final InMemoryBackend backend = new InMemoryBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  @DisplayName("drift is the sum of the differences, whatever their sign")
  void drift() {
    tally.answered(content, user, Outcome.LIKED);
    try (LikeService service = service((method, counting, arguments, proceed) -> proceed.call())) {
      assertThat(audit.drift(service)).isEqualTo(1);
      service.like(content, user);
      assertThat(audit.drift(service)).isZero();
      service.like(content, UserId.of("another-" + user));
      service.like(content, UserId.of("a-third-" + user));
      assertThat(audit.drift(service)).isEqualTo(2);
    }
    assertThat(audit.unreadable()).isZero();
  }

  @Test
  @DisplayName("a count that nobody can read is unreadable, not right")
  void unreadable() {
    tally.answered(content, user, Outcome.LIKED);
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                switch (method) {
                  case "view" -> List.of(new LikeView(content, Count.UNKNOWN, LikeStatus.UNKNOWN));
                  case "close" -> proceed.call();
                  default ->
                      throw new BackendException(BackendException.Effect.NOT_APPLIED, "down", null);
                })) {
      assertThat(audit.drift(service)).isZero();
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), true))).isZero();
    }
    assertThat(audit.unreadable()).isEqualTo(2);
  }

  @Test
  @DisplayName("a shown count may come late")
  void shownLate() {
    tally.answered(content, user, Outcome.LIKED);
    AtomicLong looks = new AtomicLong();
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                method.equals("view")
                    ? List.of(view(looks.incrementAndGet() < 3 ? 0 : 1))
                    : proceed.call())) {
      Audit.Shown shown = audit.shown(service, Duration.ofNanos(100), nanos::incrementAndGet);
      assertThat(shown.drift()).isZero();
    }
    assertThat(looks).hasValue(3);
  }

  @Test
  @DisplayName("a shown count that stays wrong is found out when the time is over")
  void shownNever() {
    tally.answered(content, user, Outcome.LIKED);
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                method.equals("view") ? List.of(view(3)) : proceed.call())) {
      Audit.Shown shown = audit.shown(service, Duration.ofNanos(5), nanos::incrementAndGet);
      assertThat(shown.drift()).isEqualTo(2);
      assertThat(shown.nanos()).isGreaterThan(5);
    }
  }

  @Test
  @DisplayName("a pair whose state is not the last answer is wrong")
  void wrongPairs() {
    try (LikeService service = service((method, counting, arguments, proceed) -> proceed.call())) {
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), true))).isEqualTo(1);
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), false))).isZero();
    }
  }

  private LikeView view(long count) {
    return new LikeView(content, new Count(count, 0, Count.Freshness.FRESH), LikeStatus.UNKNOWN);
  }

  private LikeService service(Intercepted.Interceptor interceptor) {
    return new Intercepted(backend, interceptor)
        .service(Counting.EXACT, Duration.ofSeconds(5), LikesListener.none());
  }
}
