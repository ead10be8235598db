package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.FRESHNESS;
import static io.likes.inmemory.service.Setup.RETRY;
import static io.likes.inmemory.service.Setup.TIME_TO_LIVE;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.Outcome;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts that go through a log of events. */
class AsyncTest {
  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final LikeService service = setup.service(Counting.ASYNC);

  private long seenElsewhere() {
    return setup.service(Counting.ASYNC).count(content).value();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST", "REPEATED", "DELAYED", "LATE", "REPLY_LOST", "REFUSED"})
  void faultOfOneEventHealsWithTheNextChange(Fault fault) {
    service.count(content);
    setup.sink.faults().next(SpiCall.PUBLISH, fault);
    LikesAssertions.assertThat(service.like(content, user())).hasCount(1);
    setup.clock.advance(RETRY);
    LikesAssertions.assertThat(service.like(content, user())).hasCount(2);
    setup.aggregate();
    setup.sink.faults().deliverLate();
    setup.aggregate();
    assertThat(seenElsewhere()).isEqualTo(2);
  }

  @Test
  void lostEventHealsWithTheTimeToLive() {
    service.count(content);
    setup.sink.faults().next(SpiCall.PUBLISH, Fault.LOST);
    service.like(content, user());
    setup.aggregate();
    assertThat(seenElsewhere()).isZero();
    setup.clock.advance(TIME_TO_LIVE);
    assertThat(seenElsewhere()).isEqualTo(1);
  }

  @Test
  void lostClosingHealsWithTheNextChangeOrASum() {
    setup.close(CellId.root(content));
    for (int i = 0; i < 30; i++) {
      service.like(content, user());
    }
    setup.aggregate();
    assertThat(seenElsewhere()).isEqualTo(30);
  }

  @Test
  void orderOfTheLogDoesNotMatter() {
    for (int i = 0; i < 50; i++) {
      service.like(content, user());
    }
    List<LikeEvent> events = new ArrayList<>(setup.reader.read(1000));
    Collections.reverse(events);
    events.forEach(event -> new CountAggregator(setup.counters).accept(List.of(event)));
    new CountAggregator(setup.counters).accept(events.subList(10, 20));
    assertThat(setup.rawCounters.read(List.of(content)).get(content).cells())
        .containsExactlyElementsOf(setup.rawStore.headers(List.of(CellId.root(content))).values());
  }

  /** An aggregator that was thought dead merges its old batch behind the others. */
  @Test
  void zombieAggregator() {
    service.count(content);
    service.like(content, user());
    List<LikeEvent> old = setup.reader.read(1000);
    service.like(content, user());
    setup.aggregate();
    new CountAggregator(setup.counters).accept(old);
    assertThat(seenElsewhere()).isEqualTo(2);
  }

  @Test
  void logDownIsNoFailureOfTheLike() {
    setup.sink.faults().down();
    for (int i = 1; i <= 5; i++) {
      LikesAssertions.assertThat(service.like(content, user()))
          .hasOutcome(Outcome.LIKED)
          .hasCount(i);
    }
    // Only the first caller found out that the log is down; nobody else waited for it.
    assertThat(setup.calls(SpiCall.PUBLISH)).isEqualTo(1);
    setup.clock.advance(RETRY.multipliedBy(3));
    assertThat(setup.calls(SpiCall.PUBLISH)).isEqualTo(1);
    assertThat(setup.calls(SpiCall.PUBLISH_ALL)).isEqualTo(3);
    assertThat(setup.heard.lost).isEmpty();

    setup.sink.faults().up();
    setup.clock.advance(RETRY);
    assertThat(setup.aggregate())
        .extracting(e -> e.header().seq())
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
    service.like(content, user());
    assertThat(setup.aggregate()).hasSize(1);
  }

  @Test
  void callersDoNotWaitForALogThatIsDown() throws Exception {
    QueuedWork work = new QueuedWork();
    LikeService own = setup.builder(Counting.ASYNC).executor(work).build();
    setup.sink.faults().next(SpiCall.PUBLISH, Fault.REFUSED);
    own.like(content, user());
    setup.clock.advance(RETRY);
    try (Faults.Gate gate = setup.sink.faults().hold(SpiCall.PUBLISH_ALL)) {
      Threads<?> retry =
          Threads.start(
              1,
              i ->
                  () -> {
                    work.runAll();
                    return null;
                  });
      gate.awaitArrivals(1);
      LikesAssertions.assertThat(own.like(content, user())).hasCount(2);
      gate.close();
      retry.join();
    }
    assertThat(setup.aggregate()).hasSize(2);
  }

  @Test
  void ofEventsBeyondTheBoundTheNewestOfTheCellIsKept() {
    service.count(content);
    LikeService small = setup.builder(Counting.ASYNC).maxPendingEvents(3).build();
    setup.sink.faults().down();
    for (int i = 0; i < 5; i++) {
      small.like(content, user());
    }
    assertThat(setup.heard.lost).containsExactly(Loss.EVENT);
    setup.clock.advance(RETRY);
    assertThat(setup.heard.lost).hasSize(1);
    setup.sink.faults().up();
    setup.clock.advance(RETRY);
    assertThat(setup.aggregate())
        .extracting(e -> e.header().seq())
        .containsExactlyInAnyOrder(2L, 3L, 4L, 5L);
    assertThat(seenElsewhere()).isEqualTo(5);
  }

  @Test
  void noEventIsKeptIfNoneMayBe() {
    LikeService none = setup.builder(Counting.ASYNC).maxPendingEvents(0).build();
    setup.sink.faults().down();
    none.like(content, user());
    assertThat(setup.heard.lost).containsExactly(Loss.EVENT);
    setup.sink.faults().up();
    setup.clock.advance(RETRY);
    none.like(content, user());
    assertThat(setup.aggregate()).hasSize(1);
  }

  @Test
  void closeFlushes() {
    setup.sink.faults().next(SpiCall.PUBLISH, Fault.REFUSED);
    service.like(content, user());
    service.like(content, user());
    service.close();
    assertThat(setup.aggregate()).hasSize(2);
    assertThat(setup.heard.lost).isEmpty();
  }

  @Test
  void closeReportsWhatItCannotFlush() {
    setup.sink.faults().down();
    service.like(content, user());
    service.like(content, user());
    service.close();
    assertThat(setup.heard.lost).containsExactly(Loss.EVENT, Loss.EVENT);
    service.close();
    assertThat(setup.heard.lost).hasSize(2);
  }

  /** A like that was under way while the service was closed. */
  @Test
  void eventBehindTheEndIsReportedToo() {
    setup.sink.faults().down();
    service.like(content, user());
    service.close();
    service.like(content, user());
    assertThat(setup.heard.lost).containsExactly(Loss.EVENT, Loss.EVENT);
  }

  @Test
  void anAggregatorInTheProcessKeepsItsCountsFresh() {
    LikeService reader = setup.service(Counting.ASYNC);
    reader.count(content);
    CountAggregator aggregator =
        new CountAggregator(setup.counters, reader::observe, LikesListener.none(), setup.clock);
    service.like(content, user());
    aggregator.accept(setup.reader.read(10));
    long calls = setup.calls();
    LikesAssertions.assertThat(reader.count(content)).hasValue(1).isFresh();
    assertThat(setup.calls()).isEqualTo(calls);
  }

  /** What was observed may come in any order: a closing behind the cells that it opened. */
  @Test
  void observedCellsInAnyOrder() {
    LikeService reader = setup.service(Counting.ASYNC);
    reader.count(content);
    CellId root = CellId.root(content);
    CellId child = root.child(3);
    reader.observe(
        List.of(
            new CellHeader(child.child(7), 4, 4, 0, 16),
            new CellHeader(child, 21, 20, 16, 16),
            new CellHeader(root, 11, 10, 16, 0)));
    LikesAssertions.assertThat(reader.count(content)).hasValue(34);
    reader.observe(List.of(new CellHeader(root, 5, 5, 0, 0)));
    LikesAssertions.assertThat(reader.count(content)).hasValue(34);
    setup.clock.advance(FRESHNESS);
    LikesAssertions.assertThat(reader.count(content)).hasValue(34);
  }

  @Test
  void observedContentThatIsNotHeldIsLeftOut() {
    service.observe(List.of(new CellHeader(CellId.root(content), 5, 5, 0, 0)));
    LikesAssertions.assertThat(service.count(content)).hasValue(0);
  }

  @Test
  void counterStoreDownForTheAggregator() {
    service.count(content);
    service.like(content, user());
    setup.counters.faults().next(SpiCall.MERGE, Fault.REFUSED);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(setup::aggregate))
        .isInstanceOf(io.likes.BackendException.class);
    setup.aggregate();
    assertThat(seenElsewhere()).isEqualTo(1);
  }
}
