package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.RETRY;
import static io.likes.inmemory.service.Setup.TIME_TO_LIVE;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikesListener.Loss;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Counts that callers hand to the CounterStore. */
class InlineTest {
  private final Setup setup = new Setup();
  private final ContentId content = content();
  private final LikeService service = setup.service(Counting.INLINE);

  private long seenElsewhere() {
    return setup.service(Counting.INLINE).count(content).value();
  }

  @Test
  void likeIsSeenElsewhereAtOnce() {
    service.count(content);
    service.like(content, user());
    long headers = setup.calls(SpiCall.HEADERS);
    assertThat(seenElsewhere()).isEqualTo(1);
    assertThat(setup.calls(SpiCall.HEADERS)).isEqualTo(headers);
    assertThat(setup.calls(SpiCall.MERGE)).isEqualTo(1);
  }

  @Test
  void callersShareMerges() throws Exception {
    service.count(content);
    QueuedWork work = new QueuedWork();
    LikeService own = setup.builder(Counting.INLINE).executor(work).build();
    try (Faults.Gate gate = setup.counters.faults().holdNext(SpiCall.MERGE)) {
      Threads<LikeResult> first = Threads.start(1, i -> () -> own.like(content, user()));
      gate.awaitArrivals(1);
      for (int i = 0; i < 20; i++) {
        own.like(content, user());
      }
      assertThat(setup.calls(SpiCall.MERGE)).isEqualTo(1);
      gate.close();
      first.join();
    }
    work.runAll();
    assertThat(setup.calls(SpiCall.MERGE)).isEqualTo(2);
    assertThat(seenElsewhere()).isEqualTo(21);
  }

  @Test
  void failedMergeIsMadeAgainWithoutAnyChange() {
    service.count(content);
    setup.counters.faults().next(SpiCall.MERGE, Fault.REFUSED);
    LikesAssertions.assertThat(service.like(content, user())).hasCount(1);
    assertThat(seenElsewhere()).isZero();
    setup.clock.advance(RETRY);
    assertThat(seenElsewhere()).isEqualTo(1);
    assertThat(setup.heard.lost).isEmpty();
  }

  @Test
  void failedMergeThatThereIsNoRoomForIsReportedAndHealsWithTheNextChange() {
    LikeService own = setup.builder(Counting.INLINE).maxPendingEvents(0).build();
    own.count(content);
    setup.counters.faults().next(SpiCall.MERGE, Fault.REFUSED);
    own.like(content, user());
    assertThat(setup.heard.lost).containsExactly(Loss.MERGE);
    setup.clock.advance(RETRY);
    assertThat(seenElsewhere()).isZero();
    own.like(content, user());
    assertThat(seenElsewhere()).isEqualTo(2);
  }

  @Test
  void failedMergeHealsWithARetryOfTheLike() {
    service.count(content);
    var user = user();
    setup.counters.faults().next(SpiCall.MERGE, Fault.REFUSED);
    service.like(content, user);
    service.like(content, user);
    assertThat(seenElsewhere()).isEqualTo(1);
  }

  @Test
  void failedMergeHealsWithTheTimeToLive() {
    service.count(content);
    setup.counters.faults().next(SpiCall.MERGE, Fault.LOST);
    service.like(content, user());
    assertThat(seenElsewhere()).isZero();
    setup.clock.advance(TIME_TO_LIVE);
    assertThat(seenElsewhere()).isEqualTo(1);
  }

  /** A content that changes during each of its merges must not nest the merges. */
  @Test
  void manyMergesInARow() {
    int changes = 20_000;
    AtomicInteger left = new AtomicInteger(changes);
    LikeService[] own = new LikeService[1];
    CounterStore busy =
        new CounterStore() {
          @Override
          public void merge(Collection<CellHeader> headers) {
            setup.rawCounters.merge(headers);
            if (left.decrementAndGet() > 0) {
              own[0].like(content, user());
            }
          }

          @Override
          public void sum(Collection<CellHeader> headers) {
            setup.rawCounters.sum(headers);
          }

          @Override
          public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
            return setup.rawCounters.read(contents);
          }

          @Override
          public boolean tryLease(ContentId leased, Duration length) {
            return false;
          }
        };
    own[0] = setup.builder(Counting.INLINE).counterStore(busy).build();
    own[0].like(content, user());
    while (left.get() > 0) {
      setup.clock.advance(RETRY);
    }
    CellId root = CellId.root(content);
    assertThat(setup.rawCounters.read(List.of(content)).get(content).cells())
        .containsExactlyElementsOf(setup.rawStore.headers(List.of(root)).values());
  }
}
