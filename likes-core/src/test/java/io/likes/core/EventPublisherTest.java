package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    throw new IllegalStateException("down");
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

  /** A sink for {@code publishAll} alone, whose calls that {@code fails} names come to nothing. */
  private static EventPublisher inBatches(
      StoppedTime time, List<List<Long>> calls, Predicate<List<Long>> fails) {
    EventSink sink =
        new EventSink() {
          @Override
          public void publish(LikeEvent event, boolean spread) {
            down(event);
          }

          @Override
          public void publishAll(Collection<LikeEvent> events, boolean spread) {
            List<Long> call = events.stream().map(event -> event.header().seq()).toList();
            calls.add(call);
            if (fails.test(call)) {
              down(events.iterator().next());
            }
          }
        };
    return new EventPublisher(
        sink, LikesListener.none(), time, Runnable::run, 100, Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("Kept events go together, more and more, spread ones apart from the others")
  void together() {
    List<List<Long>> calls = new ArrayList<>();
    EventPublisher publisher = inBatches(time, calls, call -> false);
    Cell child = new Cell(cell.content, ROOT.child(0), 16);
    for (int seq = 1; seq <= 10; seq++) {
      publisher.publish(seq < 9 ? cell : child, Events.of(new CellHeader(ROOT, seq, seq, 0, 0)));
    }
    time.tick();
    assertThat(calls)
        .containsExactly(
            List.of(1L), List.of(2L, 3L), List.of(4L, 5L, 6L, 7L), List.of(8L), List.of(9L, 10L));
  }

  @Test
  @DisplayName("What failed goes behind the rest: an event that is never taken holds up no other")
  void neverTaken() {
    List<List<Long>> calls = new ArrayList<>();
    EventPublisher publisher = inBatches(time, calls, call -> call.contains(3L));
    for (int seq = 1; seq <= 9; seq++) {
      publish(publisher, seq);
    }
    time.tick();
    time.tick();
    assertThat(calls)
        .containsExactly(
            List.of(1L),
            List.of(2L, 3L),
            List.of(4L),
            List.of(5L, 6L),
            List.of(7L, 8L, 9L, 2L),
            List.of(3L));
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
    first =
        event -> {
          throw new AssertionError("a fault of the sink");
        };
    assertThatThrownBy(time::tick).isInstanceOf(AssertionError.class);
    first = event -> {};
    time.tick();

    assertThat(delivered).containsExactly(1L);
  }
}
