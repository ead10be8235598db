package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private static final CellId ROOT = CellId.root(ContentId.of("content"));
  private final StoppedTime time = new StoppedTime();
  private final Cell cell = new Content(ROOT.content(), 0, new SharedCounts()).root;
  private final List<Long> delivered = new ArrayList<>();
  private final List<Throwable> lost = new ArrayList<>();
  private Consumer<LikeEvent> first = event -> {};
  private final EventSink sink =
      (event, spread) -> {
        first.accept(event);
        delivered.add(event.header().seq());
      };

  private static void down(LikeEvent event) {
    throw new BackendException(Effect.UNKNOWN, "down", null);
  }

  private static void fault(LikeEvent event) {
    throw new AssertionError("a fault of the sink");
  }

  private static void downIfInterrupted(LikeEvent event) {
    if (Thread.currentThread().isInterrupted()) {
      down(event);
    }
  }

  private EventPublisher publisher(int maxPending) {
    LikesListener listener =
        new LikesListener() {
          @Override
          public void lost(Loss loss, Throwable cause) {
            lost.add(cause);
          }
        };
    return new EventPublisher(
        sink, listener, time, Runnable::run, maxPending, Duration.ofSeconds(1));
  }

  private void publish(EventPublisher publisher, long seq) {
    publish(publisher, ROOT, seq);
  }

  private void publish(EventPublisher publisher, CellId id, long seq) {
    publisher.publish(cell, Events.of(new CellHeader(id, seq, seq, 0, 0)));
  }

  @Test
  @DisplayName("A log that is back is used at once, however long the queue takes")
  void callersDoNotWaitForTheQueue() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    publish(publisher, 2);
    // While the first of the queue is published nobody knows that the log is back; from then on
    // more come than the queue holds.
    first =
        event -> {
          if (event.header().seq() == 2) {
            first = same -> {};
            for (int seq = 3; seq <= 10; seq++) {
              publish(publisher, seq);
            }
          }
        };
    time.tick();

    assertThat(delivered).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("Beyond the bound the newest event of each cell is kept")
  void newestOfEachCell() {
    EventPublisher publisher = publisher(3);
    first = EventPublisherTest::down;
    for (int seq = 1; seq <= 10; seq++) {
      publish(publisher, ROOT, seq);
      publish(publisher, ROOT.child(0), 100 + seq);
      // Came late.
      publish(publisher, ROOT.child(1), 300 - seq);
    }
    time.tick();
    first = event -> {};
    time.tick();

    // The last three, and the newest of those before.
    assertThat(delivered).containsExactlyInAnyOrder(10L, 110L, 290L, 9L, 109L, 299L);
    assertThat(lost).hasSize(30 - 6);
  }

  @Test
  @DisplayName("Beyond the bound of cells the one that waits the longest is lost")
  void tooManyCells() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::down;
    for (int i = 0; i < 6; i++) {
      publish(publisher, ROOT.child(i), i + 1);
    }
    first = event -> {};
    time.tick();

    assertThat(delivered).containsExactlyInAnyOrder(3L, 4L, 5L, 6L);
    assertThat(lost).hasSize(2);
  }

  /** A log that takes no single event, and of several those that it does not refuse. */
  private final class Batches implements EventSink {
    final List<List<Long>> calls = new ArrayList<>();
    final Set<Long> refused = new HashSet<>();
    boolean allOrNothing;
    int lost;

    @Override
    public void publish(LikeEvent event, boolean spread) {
      down(event);
    }

    @Override
    public Map<LikeEvent, BackendException> publishAll(
        Collection<LikeEvent> events, boolean spread) {
      calls.add(events.stream().map(Batches::seq).toList());
      Map<LikeEvent, BackendException> failed = new HashMap<>();
      for (LikeEvent event : events) {
        if (refused.contains(seq(event))) {
          failed.put(event, new BackendException(Effect.UNKNOWN, "refused", null));
        }
      }
      if (allOrNothing && !failed.isEmpty()) {
        throw failed.values().iterator().next();
      }
      return failed;
    }

    private static Long seq(LikeEvent event) {
      return event.header().seq();
    }

    EventPublisher publisher() {
      LikesListener listener =
          new LikesListener() {
            @Override
            public void lost(Loss loss, Throwable cause) {
              lost++;
            }
          };
      return new EventPublisher(this, listener, time, Runnable::run, 100, Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName("Kept events go together, more and more, spread ones apart from the others")
  void together() {
    Batches log = new Batches();
    EventPublisher publisher = log.publisher();
    Cell child = new Cell(cell.content, ROOT.child(0), 16);
    for (int seq = 1; seq <= 10; seq++) {
      publisher.publish(
          seq % 2 == 0 ? cell : child, Events.of(new CellHeader(ROOT, seq, seq, 0, 0)));
    }
    time.tick();
    assertThat(log.calls)
        .containsExactly(
            List.of(1L),
            List.of(2L),
            List.of(3L),
            List.of(4L, 6L),
            List.of(5L, 7L),
            List.of(8L, 10L),
            List.of(9L));
  }

  @Test
  @DisplayName("Each event is tried once in a pass, and what failed goes behind the rest")
  void neverTaken() {
    Batches log = new Batches();
    log.allOrNothing = true;
    log.refused.add(3L);
    EventPublisher publisher = log.publisher();
    for (int seq = 1; seq <= 9; seq++) {
      publish(publisher, seq);
    }
    time.tick();
    publish(publisher, 10);
    time.tick();
    // From the first failure on the log takes a part only: all goes in one call.
    assertThat(log.calls)
        .containsExactly(
            List.of(1L),
            List.of(2L, 3L),
            List.of(4L, 5L, 6L, 7L),
            List.of(8L, 9L),
            List.of(2L, 3L, 10L));
  }

  @Test
  @DisplayName("A log that is down costs one call in each period")
  void oneProbe() {
    Batches log = new Batches();
    log.allOrNothing = true;
    EventPublisher publisher = log.publisher();
    for (long seq = 1; seq <= 9; seq++) {
      log.refused.add(seq);
      publish(publisher, seq);
    }
    time.tick();
    time.tick();
    assertThat(log.calls).containsExactly(List.of(1L), List.of(2L));
  }

  @Test
  @DisplayName("What came while the log was tried goes with the same retry")
  void cameMeanwhile() {
    EventPublisher publisher = publisher(10);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    first =
        event -> {
          first = same -> {};
          publish(publisher, 2);
        };
    time.tick();
    assertThat(delivered).containsExactly(1L, 2L);
  }

  @Test
  @DisplayName("One event that is never taken does not keep callers from publishing for ever")
  void oneIsNeverTaken() {
    EventPublisher publisher = publisher(1_000);
    first =
        event -> {
          if (event.header().seq() == 1_000) {
            down(event);
          }
        };
    publish(publisher, 1_000);
    for (long seq = 1; seq <= 200; seq++) {
      publish(publisher, seq);
      time.tick();
    }
    publish(publisher, 201);
    assertThat(delivered).contains(201L).hasSize(201);
  }

  @Test
  @DisplayName("Of several events only those are tried again that the log did not take")
  void onlyWhatFailed() {
    Batches log = new Batches();
    log.refused.addAll(List.of(3L, 6L));
    EventPublisher publisher = log.publisher();
    for (int seq = 1; seq <= 7; seq++) {
      publish(publisher, seq);
    }
    time.tick();
    log.calls.clear();
    log.refused.clear();
    time.tick();
    time.tick();
    assertThat(log.calls).containsExactly(List.of(3L, 6L));
  }

  @Test
  @DisplayName("Callers wait for no log that takes only some events, until it takes all")
  void partlyDown() {
    EventPublisher publisher = publisher(100);
    boolean[] mended = {false};
    first =
        event -> {
          if (event.header().seq() >= 100 && !mended[0]) {
            down(event);
          }
        };
    publish(publisher, 100);
    publish(publisher, 1);
    // Nothing but the first is tried.
    time.tick();
    assertThat(delivered).isEmpty();
    for (long seq = 2; seq <= 4; seq++) {
      time.tick();
      assertThat(delivered).containsExactlyElementsOf(LongStream.range(1, seq).boxed().toList());
      publish(publisher, seq);
    }
    mended[0] = true;
    time.tick();
    publish(publisher, 101);
    assertThat(delivered).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 100L, 101L);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("Once all that was kept got through, callers publish at once again")
  void mendedUnderLoad() {
    EventPublisher publisher = publisher(100);
    first =
        event -> {
          if (event.header().seq() == 100) {
            down(event);
          }
        };
    publish(publisher, 100);
    publish(publisher, 1);
    time.tick();
    time.tick();
    assertThat(delivered).containsExactly(1L);
    // Mended; while one is published the next one comes.
    List<Integer> before = new ArrayList<>();
    first =
        event -> {
          long seq = event.header().seq();
          if (seq < 300 && before.size() < 50) {
            before.add(delivered.size());
            publish(publisher, 200 + before.size());
          }
        };
    time.tick();
    assertThat(delivered).hasSize(52);
    // The first that came was kept; none of the others waited for the one before it.
    assertThat(before).startsWith(1, 2).endsWith(2);
  }

  @Test
  @DisplayName("An interrupted caller's event waits, and others are published at once")
  void interruptedCaller() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::downIfInterrupted;
    Thread.currentThread().interrupt();
    publish(publisher, 1);
    assertThat(Thread.interrupted()).isTrue();
    publish(publisher, 2);
    assertThat(delivered).containsExactly(2L);
    time.tick();
    assertThat(delivered).containsExactly(2L, 1L);
  }

  @Test
  @DisplayName("An event whose caller met an error of the sink is published with the next retry")
  void errorMetByTheCaller() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::fault;
    assertThatThrownBy(() -> publish(publisher, 1)).isInstanceOf(AssertionError.class);
    first = event -> {};
    time.tick();
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  @DisplayName("The end publishes what waits behind what the log never takes")
  void endGoesOn() {
    Batches log = new Batches();
    log.refused.add(1L);
    EventPublisher publisher = log.publisher();
    publish(publisher, 1);
    publish(publisher, 2);
    publisher.close();
    assertThat(log.calls).containsExactly(List.of(1L, 2L));
    assertThat(log.lost).isEqualTo(1);
  }

  @Test
  @DisplayName("The end on a thread that was interrupted publishes too, and it stays interrupted")
  void endWhileInterrupted() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    first = EventPublisherTest::downIfInterrupted;
    Thread.currentThread().interrupt();
    publisher.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(delivered).containsExactly(1L);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("The end waits for a retry that runs, and publishes what that did not come to")
  void endMeetsRetry() throws Exception {
    CountDownLatch inRetry = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      EventPublisher publisher =
          new EventPublisher(
              sink, LikesListener.none(), time, background, 100, Duration.ofSeconds(1));
      first = EventPublisherTest::down;
      for (int seq = 1; seq <= 3; seq++) {
        publish(publisher, seq);
      }
      first =
          event -> {
            inRetry.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      time.tick();
      inRetry.await();
      Thread closing = new Thread(publisher::close);
      closing.start();
      while (time.tasks() > 0) {
        Thread.onSpinWait();
      }
      assertThat(closing.isAlive()).isTrue();
      goOn.countDown();
      closing.join();
      assertThat(delivered).containsExactly(1L, 2L, 3L);
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  @DisplayName("The end begins no batch once its time is over, and reports what is left as lost")
  void endIsBounded() {
    EventPublisher publisher = publisher(20_000);
    first = EventPublisherTest::down;
    for (int seq = 1; seq <= 15_000; seq++) {
      publish(publisher, seq);
    }
    first = event -> time.pass(Duration.ofSeconds(1));
    publisher.close();
    assertThat(delivered).hasSize(10_000);
    assertThat(lost).hasSize(5_000);
  }

  @Test
  @DisplayName("The end that meets an error of the sink reports what is left as lost")
  void endMeetsError() {
    EventPublisher publisher = publisher(10);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    first = EventPublisherTest::fault;
    assertThatThrownBy(publisher::close).isInstanceOf(AssertionError.class);
    assertThat(lost).hasSize(1);
  }

  @Test
  @DisplayName("With no room for events a log that is back is tried again")
  void noRoom() {
    EventPublisher publisher = publisher(0);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    first = event -> {};
    time.tick();
    publish(publisher, 2);

    assertThat(delivered).containsExactly(2L);
    assertThat(lost).hasSize(1);
  }

  @Test
  @DisplayName("An event that ends in an error waits for the next retry")
  void errorOfTheSink() {
    EventPublisher publisher = publisher(2);
    first = EventPublisherTest::down;
    publish(publisher, 1);
    first = EventPublisherTest::fault;
    assertThatThrownBy(time::tick).isInstanceOf(AssertionError.class);
    first = event -> {};
    time.tick();

    assertThat(delivered).containsExactly(1L);
  }
}
