package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.CountAggregator;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract kit leaves open: the bound, readers and their commits, the feed, bad input. */
@Timeout(60)
final class InMemoryEventLogTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));

  private final InMemoryEventLog log = new InMemoryEventLog(3);

  private static LikeEvent event(long seq) {
    return new LikeEvent(
        new CellHeader(CELL, seq, seq, 0, 0),
        UserId.of("user" + seq),
        true,
        ContentType.UNSPECIFIED,
        new Version(0, seq),
        seq);
  }

  private void publish(long... seqs) {
    for (long seq : seqs) {
      log.publish(event(seq), false);
    }
  }

  private static void assertFull(InMemoryEventLog log) {
    assertThatThrownBy(() -> log.publish(event(99), false))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> assertThat(e.effect()).isEqualTo(BackendException.Effect.NOT_APPLIED))
        .hasMessageContaining("3 events");
  }

  @Test
  @DisplayName("Events come in order, and again until they are committed")
  void redelivery() {
    InMemoryEventLog.Reader reader = log.reader();
    publish(1, 2, 3);

    assertThat(reader.read(2)).containsExactly(event(1), event(2));
    assertThat(reader.read(2)).containsExactly(event(1), event(2));
    reader.commit();
    assertThat(reader.read(2)).containsExactly(event(3));
    reader.commit();
    reader.commit();
    assertThat(reader.read(2)).isEmpty();
  }

  @Test
  @DisplayName("A full log refuses events until the slowest reader has committed")
  void bound() {
    InMemoryEventLog.Reader fast = log.reader();
    InMemoryEventLog.Reader slow = log.reader();
    publish(1, 2, 3);
    assertFull(log);

    fast.read(3);
    fast.commit();
    assertFull(log);
    slow.read(1);
    slow.commit();

    publish(4);
    assertThat(slow.read(9)).containsExactly(event(2), event(3), event(4));
    assertThat(fast.read(9)).containsExactly(event(4));
    assertFull(log);
    slow.close();
    publish(5, 6);
    assertThat(fast.read(9)).containsExactly(event(4), event(5), event(6));
  }

  @Test
  @DisplayName(
      "Without a reader the log keeps its events for the first one, which takes over what a closed one left")
  void readersComeAndGo() {
    publish(1, 2, 3);
    assertFull(log);
    try (InMemoryEventLog.Reader reader = log.reader()) {
      reader.read(1);
      reader.commit();
      reader.read(1);
    }

    assertThat(log.reader().read(9)).containsExactly(event(2), event(3));
  }

  @Test
  @DisplayName("A closed reader reads and commits no more")
  void closedReader() {
    InMemoryEventLog.Reader reader = log.reader();
    reader.close();
    reader.close();

    assertThatIllegalStateException().isThrownBy(() -> reader.read(1));
    assertThatIllegalStateException().isThrownBy(reader::commit);
  }

  @Test
  @DisplayName("Events of many threads reach a reader, each once and each thread's in order")
  void manyPublishers() {
    int threads = 4;
    int each = 5_000;
    InMemoryEventLog wide = new InMemoryEventLog(threads * each);
    InMemoryEventLog.Reader reader = wide.reader();
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            thread ->
                IntStream.range(0, each)
                    .forEach(i -> wide.publish(event(thread * each + i), true)));

    List<Long> seqs = new ArrayList<>();
    for (List<LikeEvent> part = reader.read(7); !part.isEmpty(); part = reader.read(7)) {
      part.forEach(event -> seqs.add(event.header().seq()));
      reader.commit();
    }
    assertThat(seqs).hasSize(threads * each).doesNotHaveDuplicates();
    for (int thread = 0; thread < threads; thread++) {
      int of = thread;
      assertThat(seqs.stream().filter(seq -> seq / each == of)).isSorted();
    }
  }

  @Test
  @DisplayName("The feed brings events to a CounterStore through the count aggregator")
  void feedsAggregator() throws InterruptedException {
    InMemoryCounterStore counts = new InMemoryCounterStore();
    CountDownLatch merged = new CountDownLatch(1);
    CountAggregator aggregator = new CountAggregator(counts);
    try (InMemoryEventLog.Feed feed =
        log.feed(
            events -> {
              aggregator.accept(events);
              if (events.contains(event(3))) {
                merged.countDown();
              }
            })) {
      publish(1, 2, 3);
      merged.await();
      assertThat(counts.read(Set.of(CELL.content())).get(CELL.content()).cells())
          .containsExactly(event(3).header());
      feed.close();
    }
  }

  @Test
  @DisplayName("A batch that failed is given again, only after the pause")
  void feedRetries() throws InterruptedException {
    ManualClock clock = new ManualClock();
    LinkedBlockingQueue<Collection<LikeEvent>> given = new LinkedBlockingQueue<>();
    CountDownLatch paused = new CountDownLatch(1);
    publish(1);
    try (InMemoryEventLog.Feed feed =
        log.feed(
            events -> {
              given.add(events);
              if (given.size() == 1 && paused.getCount() > 0) {
                throw new IllegalStateException("test");
              }
            },
            Duration.ofSeconds(5),
            announcing(clock, paused))) {
      paused.await();
      assertThat(given).hasSize(1);
      clock.advance(Duration.ofSeconds(4));
      assertThat(given).hasSize(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(given.take()).containsExactly(event(1));
      assertThat(given.take()).containsExactly(event(1));
      feed.close();
    }
    assertThat(log.reader().read(9)).isEmpty();
  }

  @Test
  @DisplayName(
      "Closing ends a feed that waits, that pauses, and that is closed by its consumer; what was not committed stays")
  void feedCloses() throws InterruptedException {
    log.feed(events -> {}).close();

    ManualClock clock = new ManualClock();
    CountDownLatch paused = new CountDownLatch(1);
    publish(1);
    InMemoryEventLog.Feed failing =
        log.feed(
            events -> {
              throw new IllegalStateException("test");
            },
            Duration.ofSeconds(5),
            announcing(clock, paused));
    paused.await();
    failing.close();
    failing.close();

    Set<LikeEvent> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch closed = new CountDownLatch(1);
    LinkedBlockingQueue<InMemoryEventLog.Feed> self = new LinkedBlockingQueue<>();
    InMemoryEventLog.Feed closing =
        log.feed(
            events -> {
              seen.addAll(events);
              take(self).close();
              closed.countDown();
            });
    self.add(closing);
    assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
    closing.close();
    assertThat(seen).containsExactly(event(1));
    publish(2);
    assertThat(log.reader().read(9)).containsExactly(event(2));
  }

  private static InMemoryEventLog.Feed take(LinkedBlockingQueue<InMemoryEventLog.Feed> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TimeSource announcing(ManualClock clock, CountDownLatch scheduled) {
    return new TimeSource() {
      @Override
      public long nanoTime() {
        return clock.nanoTime();
      }

      @Override
      public long currentTimeMillis() {
        return clock.currentTimeMillis();
      }

      @Override
      public Periodic every(Duration period, Runnable task) {
        Periodic periodic = clock.every(period, task);
        scheduled.countDown();
        return periodic;
      }
    };
  }

  @Test
  @DisplayName("The feed goes on after an error of its consumer, too")
  void feedSurvivesErrors() throws InterruptedException {
    ManualClock clock = new ManualClock();
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(2);
    publish(1);
    try (InMemoryEventLog.Feed feed =
        log.feed(
            events -> {
              taken.countDown();
              if (failed.getCount() > 0) {
                failed.countDown();
                throw new AssertionError("from the consumer");
              }
            },
            Duration.ofSeconds(1),
            clock)) {
      failed.await();
      while (!taken.await(1, TimeUnit.MILLISECONDS)) {
        clock.advance(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  @DisplayName("Numbers out of range are refused")
  void badInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InMemoryEventLog(0))
        .withMessageContaining("capacity")
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.reader().read(0))
        .withMessageContaining("max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.feed(events -> {}, Duration.ZERO, new ManualClock()))
        .withMessageContaining("retryPause")
        .withMessageContaining("PT0S");
    Duration centuries = Duration.ofDays(293 * 366);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.feed(events -> {}, centuries, new ManualClock()))
        .withMessageContainingAll("retryPause", centuries.toString());
  }
}
