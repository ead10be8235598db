package io.likes.testkit;

import static io.likes.testkit.LikesAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.LikeResult;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.Outcome;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LikesAssertionsTest {
  private static final ContentId CONTENT = ContentId.of("c");
  private static final CellId CELL = CellId.root(CONTENT);
  private static final Count FRESH = new Count(3, 1_000, Freshness.FRESH);
  private static final Count STALE = new Count(3, 9_000_000_000L, Freshness.STALE);
  private static final LikeResult LIKED = new LikeResult(Outcome.LIKED, true, FRESH, null);
  private static final LikeResult UNLIKED =
      new LikeResult(Outcome.UNLIKED, false, Count.UNKNOWN, null);
  private static final LikeView VIEW = new LikeView(CONTENT, FRESH, LikeStatus.LIKED);
  private static final LikeView UNLIKED_VIEW =
      new LikeView(CONTENT, Count.UNKNOWN, LikeStatus.NOT_LIKED);
  private static final CellHeader OPEN = new CellHeader(CELL, 5, 3, 0, 0);
  private static final CellHeader CLOSED = new CellHeader(CELL, 6, 3, 16, 0);

  @ParameterizedTest
  @MethodSource
  void holds(ThrowingCallable check) {
    assertThatCode(check).doesNotThrowAnyException();
  }

  static Stream<ThrowingCallable> holds() {
    return Stream.of(
        () -> assertThat(LIKED).hasOutcome(Outcome.LIKED).isLiked().hasCount(3),
        () -> assertThat(UNLIKED).isNotLiked(),
        () -> assertThat(FRESH).hasValue(3).isFresh().isAtMostAsOldAs(Duration.ofNanos(1_000)),
        () -> assertThat(STALE).isStale().isOlderThan(Duration.ofSeconds(8)),
        () -> assertThat(Count.UNKNOWN).isUnknown(),
        () -> assertThat(VIEW).hasCount(3).isLiked().hasStatus(LikeStatus.LIKED),
        () -> assertThat(UNLIKED_VIEW).isNotLiked(),
        () -> assertThat(OPEN).hasSeq(5).hasTotal(3).isOpen(),
        () -> assertThat(CLOSED).isClosedWith(16).isNewerThan(OPEN));
  }

  @ParameterizedTest
  @MethodSource
  void fails(ThrowingCallable check) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class);
  }

  static Stream<ThrowingCallable> fails() {
    return Stream.of(
        () -> assertThat(LIKED).hasOutcome(Outcome.ALREADY_LIKED),
        () -> assertThat(LIKED).isNotLiked(),
        () -> assertThat(LIKED).hasCount(2),
        () -> assertThat(UNLIKED).isLiked(),
        () -> assertThat(UNLIKED).hasCount(0),
        () -> assertThat((LikeResult) null).isNotLiked(),
        () -> assertThat(FRESH).hasValue(2),
        () -> assertThat(FRESH).isStale(),
        () -> assertThat(FRESH).isUnknown(),
        () -> assertThat(FRESH).isOlderThan(Duration.ofNanos(1_000)),
        () -> assertThat(STALE).isFresh(),
        () -> assertThat(STALE).isAtMostAsOldAs(Duration.ofSeconds(8)),
        () -> assertThat(Count.UNKNOWN).hasValue(0),
        () -> assertThat(Count.UNKNOWN).isFresh(),
        () -> assertThat(Count.UNKNOWN).isStale(),
        () -> assertThat(Count.UNKNOWN).isOlderThan(Duration.ofNanos(-1)),
        () -> assertThat(Count.UNKNOWN).isAtMostAsOldAs(Duration.ofDays(1)),
        () -> assertThat(VIEW).hasCount(2),
        () -> assertThat(VIEW).isNotLiked(),
        () -> assertThat(VIEW).hasStatus(LikeStatus.UNKNOWN),
        () -> assertThat(UNLIKED_VIEW).isLiked(),
        () -> assertThat(UNLIKED_VIEW).hasCount(0),
        () -> assertThat(OPEN).hasSeq(4),
        () -> assertThat(OPEN).hasTotal(5),
        () -> assertThat(OPEN).isClosedWith(16),
        () -> assertThat(OPEN).isNewerThan(OPEN),
        () -> assertThat(CLOSED).isOpen(),
        () -> assertThat(CLOSED).isClosedWith(32),
        () -> assertThat(CLOSED).isNewerThan(CellHeader.untouched(CELL.child(0))));
  }

  @Test
  void messageNamesExpectedAndActual() {
    assertThatThrownBy(() -> assertThat(OPEN).hasTotal(5))
        .hasMessageContaining("expected total 5 but was " + OPEN);
  }
}
