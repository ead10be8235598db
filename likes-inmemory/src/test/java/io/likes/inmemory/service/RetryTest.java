package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikedContent;
import io.likes.Outcome;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import io.likes.testkit.Fault;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A retry is counted once and completes what the first try left undone. */
class RetryTest {
  private static final ContentType POST = ContentType.of("post");

  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final UserId user = user();
  private final LikeService service = setup.service(Counting.ASYNC);

  private Effect effect(Runnable call) {
    return catchThrowableOfType(BackendException.class, call::run).effect();
  }

  private void prepare(int depth) {
    CellId cell = CellId.root(content);
    for (int i = 0; i < depth; i++) {
      setup.othersLike(content, 1);
      setup.close(cell);
      cell = cell.child(user, CellId.MIN_CHILDREN);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void lostReplyOfALike(int depth) {
    prepare(depth);
    // The way down is known, so that the next batch is the one that changes the pair.
    service.unlike(content, user);
    setup.aggregate();
    setup.store.faults().next(SpiCall.APPLY, Fault.REPLY_LOST);
    assertThat(effect(() -> service.like(content, user, POST))).isEqualTo(Effect.UNKNOWN);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).isEmpty();
    assertThat(setup.aggregate()).isEmpty();
    long first = setup.clock.currentTimeMillis();
    setup.clock.advance(Duration.ofSeconds(1));

    LikeResult retried = service.like(content, user, ContentType.of("other"));

    LikesAssertions.assertThat(retried).hasOutcome(Outcome.ALREADY_LIKED).isLiked();
    assertThat(setup.stored(content)).isEqualTo(1 + depth);
    assertThat(service.likedBy(user, PageRequest.first(10)).items())
        .singleElement()
        .satisfies(entry -> assertThat(entry.content()).isEqualTo(content))
        .satisfies(entry -> assertThat(entry.likedAt().toEpochMilli()).isEqualTo(first));
    LikeEvent event = setup.aggregate().get(0);
    assertThat(event.user()).isEqualTo(user);
    assertThat(event.liked()).isTrue();
    assertThat(event.header().cell().depth()).isEqualTo(depth);
    assertThat(event.header())
        .isEqualTo(
            setup.rawStore.headers(List.of(event.header().cell())).get(event.header().cell()));
    assertThat(event.timeMillis()).isEqualTo(first);
    LikesAssertions.assertThat(setup.service(Counting.ASYNC).count(content)).hasValue(1 + depth);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void lostReplyOfAnUnlike(int depth) {
    prepare(depth);
    service.like(content, user);
    setup.aggregate();
    setup.store.faults().next(SpiCall.APPLY, Fault.REPLY_LOST);
    assertThat(effect(() -> service.unlike(content, user))).isEqualTo(Effect.UNKNOWN);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).hasSize(1);

    LikeResult retried = service.unlike(content, user);

    LikesAssertions.assertThat(retried).hasOutcome(Outcome.NOT_LIKED).isNotLiked();
    assertThat(setup.stored(content)).isEqualTo(depth);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).isEmpty();
    LikeEvent event = setup.aggregate().get(0);
    assertThat(event.liked()).isFalse();
    assertThat(event.header().total()).isZero();
  }

  /** The pair was in the root, the unlike's reply is lost, and the retry finds it in the child. */
  @Test
  void lostReplyOfAnUnlikeInAClosedRoot() {
    service.like(content, user);
    setup.close(CellId.root(content));
    setup.store.faults().next(SpiCall.APPLY, Fault.REPLY_LOST);
    assertThat(effect(() -> service.unlike(content, user))).isEqualTo(Effect.UNKNOWN);

    LikesAssertions.assertThat(service.unlike(content, user)).hasOutcome(Outcome.NOT_LIKED);

    assertThat(setup.stored(content)).isZero();
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).isEmpty();
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
    LikesAssertions.assertThat(service.like(content, user)).hasOutcome(Outcome.LIKED).hasCount(1);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "REPLY_LOST", "LATE"})
  void failedListEntryOfALike(Fault fault) {
    setup.lists.faults().next(SpiCall.RECORD, fault);
    assertThat(effect(() -> service.like(content, user, POST))).isEqualTo(Effect.UNKNOWN);
    assertThat(service.liked(content, user)).isTrue();
    assertThat(setup.aggregate()).isEmpty();

    LikesAssertions.assertThat(service.like(content, user, POST))
        .hasOutcome(Outcome.ALREADY_LIKED)
        .hasCount(1);
    assertThat(service.likedBy(user, PageRequest.first(10)).items())
        .extracting(LikedContent::content)
        .containsExactly(content);
    assertThat(setup.aggregate()).singleElement().satisfies(e -> assertThat(e.liked()).isTrue());
  }

  @Test
  void failedListEntryOfAnUnlike() {
    service.like(content, user);
    setup.aggregate();
    setup.lists.faults().next(SpiCall.RECORD, Fault.REFUSED);
    assertThat(effect(() -> service.unlike(content, user))).isEqualTo(Effect.UNKNOWN);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).hasSize(1);

    LikesAssertions.assertThat(service.unlike(content, user))
        .hasOutcome(Outcome.NOT_LIKED)
        .hasCount(0);
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).isEmpty();
    assertThat(setup.aggregate()).singleElement().satisfies(e -> assertThat(e.liked()).isFalse());
  }

  /** An entry of an old try that lands behind a newer change must not bring the old state back. */
  @Test
  void lateListEntryChangesNothing() {
    setup.lists.faults().next(SpiCall.RECORD, Fault.LATE);
    assertThat(effect(() -> service.like(content, user))).isEqualTo(Effect.UNKNOWN);
    service.unlike(content, user);
    setup.lists.faults().deliverLate();
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).isEmpty();
  }

  @Test
  void processKilledBehindTheWrite() {
    setup.store.faults().next(SpiCall.APPLY, Fault.REPLY_LOST);
    assertThat(effect(() -> service.like(content, user))).isEqualTo(Effect.UNKNOWN);

    LikeService next = setup.service(Counting.ASYNC);
    assertThat(next.liked(content, user)).isTrue();
    LikesAssertions.assertThat(next.count(content)).hasValue(1);
    LikesAssertions.assertThat(next.like(content, user)).hasOutcome(Outcome.ALREADY_LIKED);
    assertThat(next.likedBy(user, PageRequest.first(10)).items()).hasSize(1);
    assertThat(setup.lists.liked(user, List.of(content))).containsExactly(content);
  }

  @Test
  void notAppliedChangesNothing() {
    setup.store.faults().next(SpiCall.APPLY, Fault.REFUSED);
    assertThat(effect(() -> service.like(content, user))).isEqualTo(Effect.NOT_APPLIED);
    assertThat(service.liked(content, user)).isFalse();
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
    assertThat(setup.aggregate()).isEmpty();
    LikesAssertions.assertThat(service.like(content, user)).hasOutcome(Outcome.LIKED).hasCount(1);
  }

  /** The write of a like that ended UNKNOWN lands later; the pair can be asked and retried. */
  @Test
  void lateWrite() {
    setup.store.faults().next(SpiCall.APPLY, Fault.LATE);
    assertThat(effect(() -> service.like(content, user))).isEqualTo(Effect.UNKNOWN);
    assertThat(service.liked(content, user)).isFalse();
    LikesAssertions.assertThat(service.like(content, user)).hasOutcome(Outcome.LIKED).hasCount(1);
    setup.store.faults().deliverLate();
    assertThat(setup.stored(content)).isEqualTo(1);
    LikesAssertions.assertThat(service.like(content, user)).hasOutcome(Outcome.ALREADY_LIKED);
  }

  @Test
  void versionsInTheListRiseWithTheCellsWayDown() {
    service.like(content, user);
    service.unlike(content, user);
    setup.othersLike(content, 5);
    setup.close(CellId.root(content));
    service.like(content, user);
    UserLike old =
        new UserLike(user, content, false, new Version(0, 1_000), 0, ContentType.UNSPECIFIED);
    setup.lists.record(List.of(old));
    assertThat(service.likedBy(user, PageRequest.first(10)).items()).hasSize(1);
  }

  @Test
  void failureOfTheStoreThatIsNoBackendException() {
    LikeService odd =
        setup.builder(Counting.ASYNC).userLikeStore(new BrokenUserLikeStore()).build();
    assertThat(effect(() -> odd.like(content, user))).isEqualTo(Effect.UNKNOWN);
    assertThat(effect(() -> odd.likedBy(user, PageRequest.first(10))))
        .isEqualTo(Effect.NOT_APPLIED);
    assertThat(odd.view(List.of(content), user)).hasSize(1);
  }
}
