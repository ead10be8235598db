package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.testkit.Fault;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Content that becomes hot and cools down. */
class HotContentTest {
  private static final int HOT = 100;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final List<Boolean> spread = new ArrayList<>();
  private final EventSink sink =
      (event, spread) -> {
        setup.sink.publish(event, spread);
        this.spread.add(spread);
      };
  private final LikeService service =
      setup.builder(Counting.ASYNC).eventSink(sink).hotLikesPerMinute(HOT).build();

  private void like(int times) {
    for (int i = 0; i < times; i++) {
      service.like(content, user());
    }
  }

  /** Changes at an even rate, and as many as that over some minutes. */
  private void likeEvenly(int perMinute, int minutes) {
    for (int i = 0; i < perMinute * minutes; i++) {
      setup.clock.advance(MINUTE.dividedBy(perMinute));
      like(1);
    }
  }

  @Test
  void hotExactlyOnceAndColdExactlyOnce() {
    like(HOT - 1);
    assertThat(setup.heard.hot).isEmpty();
    like(1);
    assertThat(setup.heard.hot).containsExactly(content);
    like(10 * HOT);
    assertThat(setup.heard.hot).hasSize(1);
    assertThat(setup.heard.cold).isEmpty();

    setup.clock.advance(MINUTE.multipliedBy(5));
    assertThat(setup.heard.cold).containsExactly(content);
    assertThat(setup.heard.hot).hasSize(1);

    like(HOT);
    assertThat(setup.heard.hot).containsExactly(content, content);
  }

  @Test
  void unlikesAndRepeatsAreLoadToo() {
    var user = user();
    for (int i = 0; i < HOT / 4; i++) {
      service.like(content, user);
      service.like(content, user);
      service.unlike(content, user);
      service.unlike(content, user);
    }
    assertThat(setup.heard.hot).containsExactly(content);
  }

  @Test
  void readsAreNoHeat() {
    for (int i = 0; i < 2 * HOT; i++) {
      service.count(content);
      service.liked(content, user());
    }
    assertThat(setup.heard.hot).isEmpty();
  }

  @Test
  void contentAtTheEdgeDoesNotFlap() {
    likeEvenly(HOT * 11 / 10, 2);
    likeEvenly(HOT * 6 / 10, 10);
    likeEvenly(HOT * 11 / 10, 2);
    assertThat(setup.heard.hot).hasSize(1);
    assertThat(setup.heard.cold).isEmpty();
  }

  @Test
  void belowTheThresholdIsNeverHot() {
    likeEvenly(HOT * 9 / 10, 10);
    assertThat(setup.heard.hot).isEmpty();
  }

  @Test
  void coldOnlyBehindTheWholeCoolDown() {
    like(HOT);
    // Two minutes until the window is empty at the latest, and then the cool-down of one.
    setup.clock.advance(MINUTE);
    like(HOT);
    setup.clock.advance(MINUTE);
    assertThat(setup.heard.cold).isEmpty();
    setup.clock.advance(MINUTE.multipliedBy(2));
    assertThat(setup.heard.cold).containsExactly(content);
  }

  @Test
  void coolingConsolidatesTheCount() {
    like(HOT);
    setup.aggregate();
    setup.close(CellId.root(content));
    setup.othersLike(content, 50);
    long sums = setup.calls(SpiCall.SUM);

    setup.clock.advance(MINUTE.multipliedBy(3));

    assertThat(setup.calls(SpiCall.SUM)).isEqualTo(sums + 1);
    var stored = setup.rawCounters.read(List.of(content)).get(content);
    assertThat(stored.complete()).isTrue();
    assertThat(stored.cells().stream().mapToLong(CellHeader::total).sum()).isEqualTo(HOT + 50);
  }

  @Test
  void failedConsolidationIsReported() {
    like(HOT);
    setup.store.faults().next(SpiCall.HEADERS, Fault.REFUSED);
    setup.clock.advance(MINUTE.multipliedBy(3));
    assertThat(setup.heard.cold).containsExactly(content);
    assertThat(setup.heard.lost).containsExactly(io.likes.LikesListener.Loss.MERGE);
  }

  @Test
  void eventsOfHotContentAreSpread() {
    like(HOT + 1);
    assertThat(spread.subList(0, HOT - 1)).containsOnly(false);
    assertThat(spread.subList(HOT, HOT + 1)).containsOnly(true);
    setup.clock.advance(MINUTE.multipliedBy(5));
    spread.clear();
    like(1);
    assertThat(spread).containsExactly(false);
  }

  @Test
  void eventsOfCellsBelowTheRootAreSpread() {
    setup.close(CellId.root(content));
    like(1);
    assertThat(spread).containsExactly(true);
  }

  @Test
  void wallClockDecidesNothing() {
    service.count(content);
    like(HOT - 1);
    setup.clock.jumpWallClock(Duration.ofDays(365));
    assertThat(setup.heard.cold).isEmpty();
    like(1);
    assertThat(setup.heard.hot).hasSize(1);
    long calls = setup.calls();
    setup.clock.jumpWallClock(Duration.ofDays(-3000));
    LikesAssertions.assertThat(service.count(content)).hasValue(HOT).isFresh();
    assertThat(setup.calls()).isEqualTo(calls);
    like(1);
    LikesAssertions.assertThat(service.count(content)).hasValue(HOT + 1).isFresh();
    assertThat(setup.heard.cold).isEmpty();
  }

  @Test
  void closedServiceSweepsNoMore() {
    like(HOT);
    service.close();
    service.close();
    setup.clock.advance(MINUTE.multipliedBy(5));
    assertThat(setup.heard.cold).isEmpty();
  }
}
