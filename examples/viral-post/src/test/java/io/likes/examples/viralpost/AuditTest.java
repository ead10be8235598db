package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
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
  private final ManualTime clock = new ManualTime();
  private final Audit audit = new Audit(tally, 2, clock);
  private final InMemoryBackend backend = new InMemoryBackend();

  @AfterEach
  void close() {
    audit.close();
    backend.close();
  }

  @Test
  @DisplayName("drift is the sum of the differences, whatever their sign")
  void drift() throws Exception {
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
  void unreadable() throws Exception {
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
  @DisplayName("an exact count that is not known, without any exception, is unreadable too")
  void unknown() throws Exception {
    tally.answered(content, user, Outcome.LIKED);
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                switch (method) {
                  case "view" -> List.of(new LikeView(content, Count.UNKNOWN, LikeStatus.UNKNOWN));
                  case "count" -> Count.UNKNOWN;
                  default -> proceed.call();
                })) {
      assertThat(audit.drift(service)).isZero();
    }
    assertThat(audit.unreadable()).isEqualTo(1);
  }

  @Test
  @DisplayName("what can be read again after some seconds is not unreadable")
  void readableLater() throws Exception {
    tally.answered(content, user, Outcome.LIKED);
    long back = Duration.ofSeconds(5).toNanos();
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) -> {
              if (method.equals("liked") && clock.nanoTime() < back) {
                throw new BackendException(BackendException.Effect.NOT_APPLIED, "down", null);
              }
              return proceed.call();
            })) {
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), true))).isEqualTo(1);
    }
    assertThat(audit.unreadable()).isZero();
    assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(back);
  }

  @Test
  @DisplayName("a shown count may come late")
  void shownLate() throws Exception {
    tally.answered(content, user, Outcome.LIKED);
    AtomicLong looks = new AtomicLong();
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                method.equals("view")
                    ? List.of(view(looks.incrementAndGet() < 3 ? 0 : 1))
                    : proceed.call())) {
      Audit.Shown shown = audit.shown(service, Duration.ofSeconds(1));
      assertThat(shown.drift()).isZero();
    }
    assertThat(looks).hasValue(3);
  }

  @Test
  @DisplayName("a shown count that stays wrong is found out when the time is over")
  void shownNever() throws Exception {
    tally.answered(content, user, Outcome.LIKED);
    try (LikeService service =
        service(
            (method, counting, arguments, proceed) ->
                method.equals("view") ? List.of(view(3)) : proceed.call())) {
      Audit.Shown shown = audit.shown(service, Duration.ofMillis(100));
      assertThat(shown.drift()).isEqualTo(2);
      assertThat(shown.nanos()).isGreaterThan(Duration.ofMillis(100).toNanos());
    }
  }

  @Test
  @DisplayName("a pair whose state is not the last answer is wrong")
  void wrongPairs() throws Exception {
    try (LikeService service = service((method, counting, arguments, proceed) -> proceed.call())) {
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), true))).isEqualTo(1);
      assertThat(audit.wrongPairs(service, Map.of(new Pair(content, user), false))).isZero();
    }
  }

  @Test
  @DisplayName("rows are compared one by one: too many and too few do not make up for each other")
  void rows() throws Exception {
    assertThat(audit.rows(backend.likeStore(), content)).isEqualTo(new Audit.Rows(0, 0, 0));
    tally.answered(content, user, Outcome.LIKED);
    assertThat(audit.rows(backend.likeStore(), content)).isEqualTo(new Audit.Rows(0, 1, 1));
    try (LikeService service = service((method, counting, arguments, proceed) -> proceed.call())) {
      service.like(content, UserId.of("another-" + user));
      assertThat(audit.rows(backend.likeStore(), content)).isEqualTo(new Audit.Rows(1, 2, 1));
      service.unlike(content, UserId.of("another-" + user));
      service.like(content, user);
    }
    assertThat(audit.rows(backend.likeStore(), content)).isEqualTo(new Audit.Rows(1, 0, 1));
  }

  @Test
  @DisplayName(
      "the rows of all cells are read, to the last page; a user in two cells is one row too many")
  void rowsOfAllCells() throws Exception {
    CellId root = CellId.root(content);
    int users = 1500;
    for (int i = 0; i < users; i++) {
      put(root, 0, UserId.of("user-" + i));
      tally.answered(content, UserId.of("user-" + i), Outcome.LIKED);
    }
    backend.likeStore().close(root, 0, 16);
    CellId child = root.child(user, 16);
    put(child, 16, user);
    backend.likeStore().close(child, 16, 16);
    UserId late = UserId.of("late");
    put(child.child(3), 16, late);
    tally.answered(content, user, Outcome.LIKED);
    tally.answered(content, late, Outcome.LIKED);
    assertThat(audit.rows(backend.likeStore(), content))
        .isEqualTo(new Audit.Rows(users + 2, 0, 33));
    // A cell beside the one that is closed: that would refuse the row.
    put(root.child((child.index() + 1) % 16), 16, UserId.of("user-7"));
    assertThat(audit.rows(backend.likeStore(), content))
        .isEqualTo(new Audit.Rows(users + 3, 1, 33));
  }

  private void put(CellId cell, int siblings, UserId user) {
    backend
        .likeStore()
        .apply(
            new CellBatch(
                cell, siblings, List.of(new Change(user, true, 0, ContentType.UNSPECIFIED))));
  }

  private LikeView view(long count) {
    return new LikeView(content, new Count(count, 0, Count.Freshness.FRESH), LikeStatus.UNKNOWN);
  }

  private LikeService service(Intercepted.Interceptor interceptor) {
    return new Intercepted(backend, interceptor)
        .service(Counting.EXACT, Duration.ofSeconds(5), LikesListener.none());
  }
}
