package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.TimeSource;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to the log on the caller's thread. While the log is down, events wait in a
 * bounded queue, callers do not wait for the log, and a periodic task tries again. As soon as one
 * of them gets through, callers publish again, while the task works off the rest: it alone may be
 * slower than new events come.
 *
 * <p>Thread-safe. The lock guards the queue only; it is never held while an event is published.
 */
final class EventPublisher implements Publisher {
  private record Pending(LikeEvent event, boolean spread) {}

  private final EventSink sink;
  private final LikesListener listener;
  private final Executor background;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Pending> pending = new ArrayDeque<>();
  // None behind the end: nobody would publish them.
  private int maxPending;
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final TimeSource.Periodic retry;
  // A hint: true from a failure until an event gets through or none waits.
  private volatile boolean down;

  EventPublisher(
      EventSink sink,
      LikesListener listener,
      TimeSource time,
      Executor background,
      int maxPending,
      Duration retryPeriod) {
    this.sink = sink;
    this.listener = listener;
    this.background = background;
    this.maxPending = maxPending;
    this.retry = time.every(retryPeriod, this::retryInBackground);
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    boolean spread = cell.content.heat.hot() || cell.id.depth() > 0;
    if (down) {
      keep(new Pending(event, spread), null);
      return;
    }
    try {
      sink.publish(event, spread);
    } catch (RuntimeException e) {
      down = true;
      keep(new Pending(event, spread), e);
    }
  }

  /** Queues an event behind the others; beyond the bound the oldest is lost. */
  private void keep(Pending event, @Nullable RuntimeException cause) {
    boolean full;
    lock.lock();
    try {
      pending.addLast(event);
      full = pending.size() > maxPending;
      if (full) {
        pending.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      listener.lost(
          Loss.EVENT,
          cause != null
              ? cause
              : new IllegalStateException(
                  "too many events wait for the log, or the service ended"));
    }
  }

  private void retryInBackground() {
    if ((down || waiting()) && retrying.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              drain();
            } finally {
              retrying.set(false);
            }
          });
    }
  }

  private boolean waiting() {
    lock.lock();
    try {
      return !pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Publishes what waits, oldest first, until the log fails again. */
  private void drain() {
    for (Pending next = poll(); next != null; next = poll()) {
      try {
        sink.publish(next.event(), next.spread());
        down = false;
      } catch (RuntimeException e) {
        putBack(next, e);
        return;
      } catch (Error e) {
        putBack(next, e);
        throw e;
      }
    }
    // Nothing is left to try the log with but the next event.
    down = false;
  }

  private @Nullable Pending poll() {
    lock.lock();
    try {
      return pending.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private void putBack(Pending event, Throwable cause) {
    down = true;
    boolean full;
    lock.lock();
    try {
      full = pending.size() >= maxPending;
      if (!full) {
        pending.addFirst(event);
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      listener.lost(Loss.EVENT, cause);
    }
  }

  /** Stops the retries, tries what waits once more, and reports what is lost. */
  @Override
  public void close() {
    retry.close();
    drain();
    int lost;
    lock.lock();
    try {
      lost = pending.size();
      pending.clear();
      maxPending = 0;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < lost; i++) {
      listener.lost(
          Loss.EVENT, new IllegalStateException("the service was closed before the log came back"));
    }
  }
}
