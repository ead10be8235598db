package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.TimeSource;
import io.likes.core.KeptEvents.Kept;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to the log on the caller's thread. While the log is down, events are kept within
 * a bound, callers do not wait for the log, and a periodic task tries again. As soon as one of them
 * gets through, callers publish again, while the task works off the rest.
 *
 * <p>Thread-safe; no lock is held while an event is published.
 */
final class EventPublisher implements Publisher {
  // The most kept events that share a call.
  private static final int MAX_BATCH = 500;

  private final EventSink sink;
  private final LikesListener listener;
  private final Executor background;
  private final KeptEvents kept;
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final TimeSource.Periodic retry;
  // A hint: true from a caller's failure until an event gets through or none waits.
  private volatile boolean down;

  EventPublisher(
      EventSink sink,
      LikesListener listener,
      TimeSource time,
      Executor background,
      int maxKept,
      Duration retryPeriod) {
    this.sink = sink;
    this.listener = listener;
    this.background = background;
    this.kept = new KeptEvents(maxKept);
    this.retry = time.every(retryPeriod, this::retryInBackground);
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    boolean spread = cell.content.heat.hot() || cell.id.depth() > 0;
    if (down) {
      keep(new Kept(event, spread), null);
      return;
    }
    try {
      sink.publish(event, spread);
    } catch (RuntimeException e) {
      down = true;
      keep(new Kept(event, spread), e);
    }
  }

  private void keep(Kept event, @Nullable RuntimeException cause) {
    int lost = kept.add(List.of(event));
    if (lost > 0) {
      tellLost(
          lost,
          cause != null
              ? cause
              : new IllegalStateException(
                  "too many events wait for the log, or the service ended"));
    }
  }

  private void tellLost(int lost, Throwable cause) {
    for (int i = 0; i < lost; i++) {
      listener.lost(Loss.EVENT, cause);
    }
  }

  private void retryInBackground() {
    if ((down || !kept.isEmpty()) && retrying.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              retry();
            } finally {
              retrying.set(false);
            }
          });
    }
  }

  /**
   * Publishes what is kept until the log fails again. Batches grow, so that a log that fails now
   * and then still takes some, and what failed goes behind the rest, so that an event that the log
   * never takes holds up no other.
   */
  private void retry() {
    int size = 1;
    for (List<Kept> next = kept.poll(size); !next.isEmpty(); next = kept.poll(size)) {
      try {
        sink.publishAll(next.stream().map(Kept::event).toList(), next.get(0).spread());
      } catch (RuntimeException e) {
        tellLost(kept.add(next), e);
        return;
      } catch (Error e) {
        tellLost(kept.add(next), e);
        throw e;
      }
      down = false;
      size = Math.min(2 * size, MAX_BATCH);
    }
    // Nothing is left to try the log with but the next event.
    down = false;
  }

  /** Stops the retries, tries what is kept once more, and reports what is lost. */
  @Override
  public void close() {
    retry.close();
    retry();
    tellLost(
        kept.end(), new IllegalStateException("the service was closed before the log came back"));
  }
}
