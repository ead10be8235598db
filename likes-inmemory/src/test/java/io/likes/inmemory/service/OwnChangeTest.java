package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.FRESHNESS;
import static io.likes.inmemory.service.Setup.NANO;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import io.likes.testkit.LikesAssertions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who just liked sees a count that has the like in it. */
class OwnChangeTest {
  private enum Tree {
    OPEN,
    CLOSED,
    DEEP
  }

  private enum Counters {
    FRESH,
    OLD,
    EMPTY,
    DOWN
  }

  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final UserId user = user();

  static Stream<Arguments> situations() {
    return Stream.of(Counting.values())
        .flatMap(
            counting ->
                Stream.of(Tree.values())
                    .flatMap(
                        tree ->
                            Stream.of(Counters.values())
                                .map(counters -> Arguments.of(counting, tree, counters))));
  }

  private void prepare(Tree tree, Counters counters) {
    CellId root = CellId.root(content);
    setup.othersLike(content, 3);
    if (counters == Counters.OLD) {
      setup.service(Counting.ASYNC).count(content);
    }
    if (tree != Tree.OPEN) {
      setup.close(root);
      setup.othersLike(content, 20);
    }
    if (tree == Tree.DEEP) {
      for (int i = 0; i < CellId.MIN_CHILDREN; i++) {
        setup.close(root.child(i));
      }
      setup.othersLike(content, 20);
    }
    if (counters == Counters.FRESH) {
      setup.service(Counting.ASYNC).count(content);
    } else if (counters == Counters.DOWN) {
      setup.counters.faults().down();
    }
  }

  @ParameterizedTest
  @MethodSource("situations")
  void ownLikeIsInTheCount(Counting counting, Tree tree, Counters counters) {
    prepare(tree, counters);
    LikeService service = setup.service(counting);
    long stored = setup.stored(content);

    LikeResult liked = service.like(content, user);
    // The old sum that is in the CounterStore is believed until its time to live ends.
    boolean old = counters == Counters.OLD && counting != Counting.EXACT && tree != Tree.OPEN;
    if (old) {
      assertThat(liked.count().value()).isBetween(4L, stored + 1);
    } else {
      assertThat(liked.count().value()).isEqualTo(stored + 1);
    }
    assertThat(service.count(content).value()).isGreaterThanOrEqualTo(liked.count().value());

    LikeResult again = service.like(content, user);
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_LIKED);
    assertThat(again.count().value()).isEqualTo(service.count(content).value());

    setup.clock.advance(FRESHNESS);
    assertThat(service.count(content).value()).isGreaterThanOrEqualTo(liked.count().value());

    LikeResult unliked = service.unlike(content, user);
    if (!old) {
      assertThat(unliked.count().value()).isEqualTo(stored);
      assertThat(service.count(content).value()).isEqualTo(stored);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void changeOfAnOpenRootAsksNoBackendForTheCount(Counting counting) {
    LikeService service = setup.service(counting);
    service.like(content, user);
    long calls = setup.calls();
    LikesAssertions.assertThat(service.count(content)).hasValue(1).isFresh();
    assertThat(setup.calls()).isEqualTo(calls);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void neverLessThanThisProcessHasSeen(Counting counting) {
    LikeService service = setup.service(counting);
    service.count(content);
    setup.counters.faults().down();
    for (int i = 0; i < 10; i++) {
      service.like(content, user());
    }
    setup.close(CellId.root(content));
    for (int i = 0; i < 10; i++) {
      service.like(content, user());
    }
    setup.counters.faults().up();
    for (int i = 0; i < 10; i++) {
      setup.clock.advance(FRESHNESS);
      LikesAssertions.assertThat(service.count(content)).hasValue(20);
    }
  }

  @ParameterizedTest
  @EnumSource
  void neverNegative(Counting counting) {
    List<UserId> users = setup.othersLike(content, 30);
    setup.close(CellId.root(content));
    LikeService service = setup.service(counting);
    long left = users.size();
    for (UserId liker : users) {
      LikesAssertions.assertThat(service.unlike(content, liker)).hasCount(--left);
    }
    LikesAssertions.assertThat(service.unlike(content, user)).hasCount(0);
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void everythingButTheCellOfThePairDown(Counting counting) {
    prepare(Tree.CLOSED, Counters.DOWN);
    setup.store.faults().next(io.likes.testkit.SpiCall.HEADERS, io.likes.testkit.Fault.REFUSED);
    LikeResult liked = setup.service(counting).like(content, user);
    assertThat(liked.outcome()).isEqualTo(Outcome.LIKED);
    assertThat(liked.count()).isEqualTo(Count.UNKNOWN);
  }

  /** What completed before the age of a count is in the count, also if replies are slow. */
  @ParameterizedTest
  @EnumSource
  void ageCoversTheTimeOfTheWrite(Counting counting) {
    Duration slow = Duration.ofSeconds(1);
    Setup slowly = new Setup(new SlowStore());
    LikeService service = slowly.service(counting);
    ((SlowStore) slowly.rawStore).behindWrite =
        () -> {
          slowly.othersLike(content, 1);
          slowly.clock.advance(slow);
        };

    Count count = service.like(content, user).count();

    LikesAssertions.assertThat(count).hasValue(1);
    assertThat(count.age()).isGreaterThanOrEqualTo(slow);
  }

  @Test
  void ageDoesNotGrowByAskingAnOlderSource() {
    LikeService service = setup.service(Counting.INLINE);
    service.count(content);
    setup.clock.advance(FRESHNESS.multipliedBy(4));
    service.like(content, user);
    setup.clock.advance(FRESHNESS);
    Count count = service.count(content);
    LikesAssertions.assertThat(count).hasValue(1).isFresh();
    assertThat(count.age()).isLessThanOrEqualTo(FRESHNESS);
  }

  @Test
  void unchangedAnswersCountToo() {
    setup.othersLike(content, 2);
    LikeService service = setup.service(Counting.ASYNC);
    LikesAssertions.assertThat(service.unlike(content, user))
        .hasOutcome(Outcome.NOT_LIKED)
        .hasCount(2);
    setup.clock.advance(NANO);
    LikesAssertions.assertThat(service.count(content)).hasValue(2);
  }

  /** Does something between a write and its reply, once. */
  private static final class SlowStore implements LikeStore {
    private final LikeStore store = new InMemoryLikeStore();
    private @Nullable Runnable behindWrite;

    @Override
    public BatchResult apply(CellBatch batch) {
      BatchResult result = store.apply(batch);
      Runnable behind = behindWrite;
      behindWrite = null;
      if (behind != null) {
        behind.run();
      }
      return result;
    }

    @Override
    public CellHeader close(CellId cell, int siblings, int children) {
      return store.close(cell, siblings, children);
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
      return store.headers(cells);
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
      return store.states(user, cells);
    }

    @Override
    public RowPage rows(CellId cell, @Nullable String after, int limit) {
      return store.rows(cell, after, limit);
    }

    @Override
    public CellLimits limits() {
      return store.limits();
    }
  }
}
