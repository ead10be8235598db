package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.TimeSource;
import io.likes.core.KeptEvents.Kept;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to the log on the caller's thread. While the log is down, events are kept within
 * a bound, callers do not wait for the log, and a periodic task tries again. As soon as one of them
 * gets through, callers publish again, while the task works off the rest; if only some get through,
 * as while one partition takes nothing, not before all do.
 *
 * <p>Thread-safe; no lock is held while a caller's event is published.
 */
final class EventPublisher implements Publisher {
  // The most kept events that share a call.
  private static final int MAX_BATCH = 500;
  // How long the end waits for the log.
  private static final Duration LAST_TRY = Duration.ofSeconds(10);

  private final EventSink sink;
  private final LikesListener listener;
  private final TimeSource time;
  private final Executor background;
  private final KeptEvents kept;
  // Held by who works off what is kept.
  private final ReentrantLock retrying = new ReentrantLock();
  private final TimeSource.Periodic retry;
  // A hint: true from a caller's failure until events get through or none waits.
  private volatile boolean down;
  private volatile boolean closed;
  // Whether the log took some of what was kept the last time, and some not.
  private boolean partlyDown;

  EventPublisher(
      EventSink sink,
      LikesListener listener,
      TimeSource time,
      Executor background,
      int maxKept,
      Duration retryPeriod) {
    this.sink = sink;
    this.listener = listener;
    this.time = time;
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
      // An interruption is the caller's, and says nothing of the log.
      if (!Thread.currentThread().isInterrupted()) {
        down = true;
      }
      keep(new Kept(event, spread), e);
    } catch (Error e) {
      keep(new Kept(event, spread), e);
      throw e;
    }
  }

  private void keep(Kept event, @Nullable Throwable cause) {
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
    if ((down || kept.size() > 0) && !retrying.isLocked()) {
      background.execute(
          () -> {
            if (!closed && retrying.tryLock()) {
              try {
                retry(Long.MAX_VALUE);
              } finally {
                retrying.unlock();
              }
            }
          });
    }
  }

  /**
   * Publishes what is kept now, each event once. Batches grow, so that a log that is back is known
   * soon; what failed goes behind the rest, so that an event that the log never takes holds up no
   * other.
   *
   * @param nanos the time after which no batch is begun
   */
  private void retry(long nanos) {
    long start = time.nanoTime();
    // A pass that is under way when the service closes ends there, for the last one.
    boolean last = closed;
    boolean anyTaken = false;
    boolean anyFailed = false;
    int size = 1;
    int left = kept.size();
    while (left > 0 && time.nanoTime() - start < nanos && closed == last) {
      List<Kept> batch = kept.poll(Math.min(size, left));
      if (batch.isEmpty()) {
        break;
      }
      left -= batch.size();
      int failed = publishTogether(batch);
      anyFailed |= failed > 0;
      anyTaken |= failed < batch.size();
      if (!anyFailed && !partlyDown) {
        down = false;
      }
      size = Math.min(2 * size, MAX_BATCH);
    }
    partlyDown = anyTaken && anyFailed;
    if (!anyFailed) {
      // Also if nothing is left to try the log with but the next event.
      down = false;
    }
  }

  /** Publishes events, either all spread or none, and keeps those that failed; returns how many. */
  private int publishTogether(List<Kept> batch) {
    Map<LikeEvent, Throwable> causes = new HashMap<>();
    List<LikeEvent> events = batch.stream().map(Kept::event).toList();
    try {
      causes.putAll(sink.publishAll(events, batch.get(0).spread()));
    } catch (RuntimeException e) {
      events.forEach(event -> causes.put(event, e));
    } catch (Error e) {
      tellLost(kept.add(batch), e);
      throw e;
    }
    int failed = 0;
    for (Kept each : batch) {
      Throwable cause = causes.get(each.event());
      if (cause != null) {
        failed++;
        tellLost(kept.add(List.of(each)), cause);
      }
    }
    return failed;
  }

  /**
   * Stops the retries, tries what is kept once more, for a bounded time, and reports what is lost.
   * An interruption of the thread that came before does not matter.
   */
  @Override
  public void close() {
    closed = true;
    retry.close();
    boolean interrupted = Thread.interrupted();
    try {
      if (retrying.tryLock(LAST_TRY.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          retry(LAST_TRY.toNanos());
        } finally {
          retrying.unlock();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    tellLost(
        kept.end(), new IllegalStateException("the service was closed before the log came back"));
  }
}
