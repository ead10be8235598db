package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.FRESHNESS;
import static io.likes.inmemory.service.Setup.NANO;
import static io.likes.inmemory.service.Setup.TIME_TO_LIVE;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener.Loss;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts as readers see them: from memory, from the CounterStore, from the cells. */
class CountTest {
  private final Setup setup = new Setup();
  private final ContentId content = content();

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void freshCountComesFromMemory(Counting counting) {
    setup.othersLike(content, 3);
    LikeService service = setup.service(counting);
    service.count(content);
    long calls = setup.calls();

    setup.clock.advance(FRESHNESS.minus(NANO));
    Count count = service.count(content);

    assertThat(setup.calls()).isEqualTo(calls);
    LikesAssertions.assertThat(count).hasValue(3).isFresh();
    assertThat(count.age()).isEqualTo(FRESHNESS.minus(NANO));
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void oldCountIsReadAgainFromTheCounterStore(Counting counting) {
    LikeService service = setup.service(counting);
    service.count(content);
    long reads = setup.calls(SpiCall.READ);
    long headers = setup.calls(SpiCall.HEADERS);
    setup.rawCounters.merge(List.of(new CellHeader(CellId.root(content), 9, 7, 0, 0)));

    setup.clock.advance(FRESHNESS);

    LikesAssertions.assertThat(service.count(content)).hasValue(7).isFresh();
    assertThat(setup.calls(SpiCall.READ)).isEqualTo(reads + 1);
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void unknownCountIsSummedOnceForAllProcesses(Counting counting) {
    setup.othersLike(content, 4);
    setup.close(CellId.root(content));
    setup.othersLike(content, 5);

    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(9);
    long headers = setup.calls(SpiCall.HEADERS);
    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(9);

    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
    assertThat(setup.calls(SpiCall.SUM)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void zeroIsKept(Counting counting) {
    LikeService service = setup.service(counting);
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    long calls = setup.calls();
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    assertThat(setup.calls()).isEqualTo(calls);

    long headers = setup.calls(SpiCall.HEADERS);
    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(0).isFresh();
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
  }

  @Test
  void exactCountAsksTheCellsEachTime() {
    LikeService service = setup.service(Counting.EXACT);
    service.like(content, user());
    for (int likes = 1; likes < 4; likes++) {
      long headers = setup.calls(SpiCall.HEADERS);
      LikesAssertions.assertThat(service.count(content)).hasValue(likes).isFresh();
      assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers + 1);
      setup.othersLike(content, 1);
    }
  }

  @Test
  void exactCountOfClosedContentIsExact() {
    LikeService service = setup.service(Counting.EXACT);
    service.like(content, user());
    setup.close(CellId.root(content));
    setup.othersLike(content, 40);
    setup.close(CellId.root(content).child(3));
    setup.othersLike(content, 40);

    LikesAssertions.assertThat(service.count(content)).hasValue(81).isFresh();
    setup.othersLike(content, 1);
    LikesAssertions.assertThat(service.count(content)).hasValue(82).isFresh();
  }

  @Test
  void threadsThatMissAtOnceLoadOnce() throws Exception {
    setup.othersLike(content, 2);
    LikeService service = setup.builder(Counting.ASYNC).writeTimeout(Duration.ofHours(1)).build();
    try (Faults.Gate gate = setup.counters.faults().hold(SpiCall.READ)) {
      Threads<Count> readers = Threads.start(8, i -> () -> service.count(content));
      gate.awaitArrivals(1);
      readers.awaitWaiting(7);
      gate.close();
      assertThat(readers.join()).allMatch(count -> count.value() == 2 && count.known());
    }
    assertThat(setup.calls(SpiCall.READ)).isEqualTo(1);
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(1);
    assertThat(setup.calls(SpiCall.SUM)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "HEADERS"})
  void interruptOfTheThreadThatLoadsIsNoFailureOfThoseThatWait(SpiCall call) throws Exception {
    setup.othersLike(content, 2);
    LikeService service = setup.builder(Counting.ASYNC).writeTimeout(Duration.ofHours(1)).build();
    Faults faults = call == SpiCall.READ ? setup.counters.faults() : setup.store.faults();
    try (Faults.Gate gate = faults.holdNext(call)) {
      Threads<Boolean> loader =
          Threads.start(1, i -> () -> interruptedAfter(() -> service.view(List.of(content), null)));
      gate.awaitArrivals(1);
      Threads<Count> readers = Threads.start(3, i -> () -> service.count(content));
      readers.awaitWaiting(3);
      loader.interrupt();
      assertThat(readers.join()).allMatch(count -> count.value() == 2 && count.known());
      assertThat(loader.join()).containsExactly(true);
    }
  }

  private static boolean interruptedAfter(Runnable work) {
    work.run();
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void feedPagesThatMissAtOnceLoadEachContentOnce() throws Exception {
    ContentId other = content();
    LikeService service = setup.builder(Counting.ASYNC).writeTimeout(Duration.ofHours(1)).build();
    try (Faults.Gate gate = setup.counters.faults().holdNext(SpiCall.READ)) {
      Threads<?> first = Threads.start(1, i -> () -> service.view(List.of(content), null));
      gate.awaitArrivals(1);
      Threads<?> second = Threads.start(1, i -> () -> service.view(List.of(content, other), null));
      second.awaitWaiting(1);
      gate.close();
      first.join();
      second.join();
    }
    assertThat(setup.calls(SpiCall.READ)).isEqualTo(2);
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(2);
    long calls = setup.calls();
    assertThat(service.count(content).known()).isTrue();
    assertThat(service.count(other).known()).isTrue();
    assertThat(setup.calls()).isEqualTo(calls);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void counterStoreDown(Counting counting) {
    setup.othersLike(content, 2);
    LikeService service = setup.service(counting);
    setup.counters.faults().down();

    LikesAssertions.assertThat(service.count(content)).hasValue(2).isFresh();
    assertThat(setup.heard.lost).containsExactly(Loss.COUNT, Loss.MERGE);

    setup.counters.faults().up();
    setup.clock.advance(FRESHNESS);
    LikesAssertions.assertThat(service.count(content)).hasValue(2).isFresh();
    assertThat(setup.rawCounters.read(List.of(content)).get(content).complete()).isTrue();
  }

  /** Merges do not say how far they are behind: what is still under way may be old. */
  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void countThatWasMergedAndNeverSummedIsSummed(Counting counting) {
    setup.othersLike(content, 3);
    setup.rawCounters.merge(List.of(new CellHeader(CellId.root(content), 1, 1, 0, 0)));

    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(3).isFresh();
    long headers = setup.calls(SpiCall.HEADERS);
    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(3).isFresh();

    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
    assertThat(setup.calls(SpiCall.SUM)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void incompleteCounterStoreIsNotBelieved(Counting counting) {
    CellId root = CellId.root(content);
    setup.othersLike(content, 2);
    setup.service(counting).count(content);
    setup.rawCounters.merge(List.of(setup.close(root)));
    assertThat(setup.rawCounters.read(List.of(content)).get(content).age()).isNotNull();
    setup.othersLike(content, 30);

    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(32);
    assertThat(setup.rawCounters.read(List.of(content)).get(content).complete()).isTrue();

    LikeService service = setup.service(counting);
    setup.counters.faults().next(SpiCall.READ, Fault.PARTIAL);
    LikesAssertions.assertThat(service.count(content)).hasValue(32);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void endOfTheTimeToLiveHealsALostEvent(Counting counting) {
    LikeService service = setup.service(counting);
    service.count(content);
    setup.othersLike(content, 3);

    setup.clock.advance(TIME_TO_LIVE.minus(NANO));
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
    LikesAssertions.assertThat(service.count(content))
        .isAtMostAsOldAs(TIME_TO_LIVE)
        .isOlderThan(TIME_TO_LIVE.minus(NANO.multipliedBy(2)));

    setup.clock.advance(FRESHNESS);
    LikesAssertions.assertThat(service.count(content)).hasValue(3).isFresh();
    LikesAssertions.assertThat(setup.service(counting).count(content)).hasValue(3);
  }

  @Test
  void oneProcessSumsAgainBeforeTheTimeToLiveEnds() {
    setup.othersLike(content, 1);
    QueuedWork work = new QueuedWork();
    // The largest lead that can be drawn.
    LikeService first = setup.builder(Counting.ASYNC).random(() -> -1L).executor(work).build();
    LikeService second = setup.builder(Counting.ASYNC).random(() -> -1L).executor(work).build();
    LikeService late = setup.builder(Counting.ASYNC).executor(work).build();
    first.count(content);
    setup.othersLike(content, 1);
    setup.clock.advance(TIME_TO_LIVE.multipliedBy(79).dividedBy(100));
    first.count(content);
    second.count(content);
    assertThat(work.size()).isZero();
    setup.clock.advance(FRESHNESS);

    LikesAssertions.assertThat(late.count(content)).hasValue(1);
    assertThat(work.size()).isZero();
    LikesAssertions.assertThat(first.count(content)).hasValue(1).isFresh();
    LikesAssertions.assertThat(second.count(content)).hasValue(1).isFresh();
    // Both ask there for the lease.
    assertThat(work.size()).isEqualTo(2);

    work.runAll();
    assertThat(setup.calls(SpiCall.TRY_LEASE)).isEqualTo(2);
    assertThat(setup.calls(SpiCall.SUM)).isEqualTo(2);
    setup.clock.advance(FRESHNESS);
    long headers = setup.calls(SpiCall.HEADERS);
    LikesAssertions.assertThat(second.count(content)).hasValue(2).isAtMostAsOldAs(FRESHNESS);
    setup.clock.advance(TIME_TO_LIVE.dividedBy(2));
    LikesAssertions.assertThat(late.count(content)).hasValue(2).isFresh();
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
  }

  @Test
  void failedLeaseIsNoFailureOfTheReader() {
    LikeService service = setup.builder(Counting.ASYNC).random(() -> -1L).build();
    service.count(content);
    setup.clock.advance(TIME_TO_LIVE.minus(FRESHNESS));
    setup.counters.faults().next(SpiCall.TRY_LEASE, Fault.REFUSED);
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    assertThat(setup.heard.lost).containsExactly(Loss.MERGE);
  }

  @Test
  void likeStoreDownIsNotNoticedWhileTheCounterStoreKnows() {
    setup.othersLike(content, 2);
    setup.service(Counting.ASYNC).count(content);
    setup.store.faults().down();
    LikeService service = setup.service(Counting.ASYNC);
    LikesAssertions.assertThat(service.count(content)).hasValue(2).isFresh();
    assertThat(setup.heard.lost).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everythingDownServesTheLastCountWithItsAge(Counting counting) {
    setup.othersLike(content, 2);
    LikeService service = setup.service(counting);
    service.count(content);
    setup.store.faults().down();
    setup.counters.faults().down();

    setup.clock.advance(FRESHNESS);
    for (int i = 1; i < 4; i++) {
      Count count = service.count(content);
      LikesAssertions.assertThat(count).hasValue(2).isStale();
      assertThat(count.age()).isEqualTo(FRESHNESS.multipliedBy(i));
      LikesAssertions.assertThat(service.view(List.of(content), null).get(0)).hasCount(2);
      setup.clock.advance(FRESHNESS);
    }

    setup.store.faults().up();
    LikesAssertions.assertThat(service.count(content)).hasValue(2).isFresh();
  }

  @ParameterizedTest
  @EnumSource
  void nothingKnownAndNothingAnswers(Counting counting) {
    LikeService service = setup.service(counting);
    setup.store.faults().down();
    setup.counters.faults().down();

    assertThatThrownBy(() -> service.count(content))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> assertThat(e.effect()).isEqualTo(BackendException.Effect.NOT_APPLIED));
    assertThat(service.view(List.of(content), null))
        .singleElement()
        .satisfies(view -> assertThat(view.count()).isEqualTo(Count.UNKNOWN));
  }

  @Test
  void counterStoreWipedInTheMiddle() {
    LikeService service = setup.service(Counting.ASYNC);
    UserId user = user();
    service.like(content, user);
    setup.aggregate();
    setup.othersLike(content, 2);
    setup.clock.advance(TIME_TO_LIVE.plus(NANO));

    LikesAssertions.assertThat(service.count(content)).hasValue(3).isFresh();
    LikesAssertions.assertThat(service.unlike(content, user)).hasCount(2);
    setup.aggregate();
    LikesAssertions.assertThat(setup.service(Counting.ASYNC).count(content)).hasValue(2);
  }

  @Test
  void noMoreSumsAtOnceThanConfigured() throws Exception {
    LikeService service =
        setup
            .builder(Counting.ASYNC)
            .maxConcurrentSums(2)
            .writeTimeout(Duration.ofHours(1))
            .build();
    try (Faults.Gate gate = setup.store.faults().hold(SpiCall.HEADERS)) {
      Threads<Count> readers = Threads.start(5, i -> () -> service.count(content()));
      gate.awaitArrivals(2);
      readers.awaitWaiting(3);
      assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(2);
      gate.close();
      assertThat(readers.join()).allMatch(Count::known);
    }
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(5);
  }

  @Test
  void readerThatGetsNoTurnToSumSaysSo() throws Exception {
    LikeService service =
        setup
            .builder(Counting.ASYNC)
            .maxConcurrentSums(1)
            .writeTimeout(Duration.ofMillis(1))
            .build();
    try (Faults.Gate gate = setup.store.faults().hold(SpiCall.HEADERS)) {
      Threads<Count> slow = Threads.start(1, i -> () -> service.count(content));
      gate.awaitArrivals(1);
      assertThatThrownBy(() -> service.count(content())).isInstanceOf(BackendException.class);
      gate.close();
      assertThat(slow.join()).allMatch(Count::known);
    }
    assertThat(service.count(content()).known()).isTrue();
  }

  @Test
  void hotCountIsLoadedAheadSoThatNoReaderWaits() {
    QueuedWork work = new QueuedWork();
    LikeService service = setup.builder(Counting.ASYNC).hotLikesPerMinute(2).executor(work).build();
    UserId user = user();
    service.like(content, user);
    service.unlike(content, user);
    assertThat(setup.heard.hot).containsExactly(content);
    setup.aggregate();
    setup.othersLike(content, 1);
    setup.rawCounters.merge(setup.rawStore.headers(List.of(CellId.root(content))).values());

    setup.clock.advance(FRESHNESS.multipliedBy(7).dividedBy(10));
    long calls = setup.calls();
    for (int i = 0; i < 10; i++) {
      LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    }
    assertThat(setup.calls()).isEqualTo(calls);
    assertThat(work.size()).isEqualTo(1);

    work.runAll();
    assertThat(setup.calls(SpiCall.READ)).isEqualTo(1);
    calls = setup.calls();
    setup.clock.advance(FRESHNESS.dividedBy(2));
    LikesAssertions.assertThat(service.count(content)).hasValue(1).isFresh();
    assertThat(setup.calls()).isEqualTo(calls);
  }

  @Test
  void coldCountIsNotLoadedAhead() {
    QueuedWork work = new QueuedWork();
    LikeService service = setup.builder(Counting.ASYNC).executor(work).build();
    service.count(content);
    setup.clock.advance(FRESHNESS.minus(NANO));
    service.count(content);
    assertThat(work.size()).isZero();
  }

  @Test
  void readerDoesNotWaitForALoadAheadThatDidNotStart() {
    LikeService service =
        setup.builder(Counting.ASYNC).hotLikesPerMinute(2).executor(work -> {}).build();
    UserId user = user();
    service.like(content, user);
    service.unlike(content, user);
    setup.clock.advance(FRESHNESS.minus(NANO));
    service.count(content);
    setup.clock.advance(FRESHNESS);

    Count count = service.count(content);

    assertThat(count.freshness()).isEqualTo(Freshness.FRESH);
    assertThat(setup.heard.lost).isEmpty();
  }

  @Test
  void failedLoadAheadIsNoFailureOfTheReader() {
    LikeService service = setup.builder(Counting.ASYNC).hotLikesPerMinute(2).build();
    UserId user = user();
    service.like(content, user);
    service.unlike(content, user);
    setup.counters.faults().down();
    setup.store.faults().down();
    setup.clock.advance(FRESHNESS.minus(NANO));
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    setup.clock.advance(NANO);
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isStale();
    setup.store.faults().up();
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
  }

  @Test
  void executorThatRefusesWorkIsNoFailureOfTheReader() {
    LikeService service =
        setup
            .builder(Counting.ASYNC)
            .hotLikesPerMinute(2)
            .executor(
                work -> {
                  throw new java.util.concurrent.RejectedExecutionException("full");
                })
            .build();
    UserId user = user();
    service.like(content, user);
    service.unlike(content, user);
    setup.clock.advance(FRESHNESS.minus(NANO));
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    setup.clock.advance(NANO);
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
  }

  @Test
  void closedServiceStillCountsWithoutWaiting() {
    LikeService service = setup.builder(Counting.ASYNC).hotLikesPerMinute(2).build();
    UserId user = user();
    service.like(content, user);
    service.unlike(content, user);
    service.close();
    setup.clock.advance(FRESHNESS.minus(NANO));
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
    setup.clock.advance(NANO);
    LikesAssertions.assertThat(service.count(content)).hasValue(0).isFresh();
  }
}
