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
import java.util.List;
import java.util.function.Consumer;
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
    publisher.publish(cell, Events.of(new CellHeader(ROOT, seq, seq, 0, 0)));
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
