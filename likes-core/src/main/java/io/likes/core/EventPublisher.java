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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to the log on the caller's thread. While the log is down, events are kept within
 * a bound, callers do not wait for the log, and a periodic task tries again. As soon as one of them
 * gets through, callers publish again, while the task works off the rest; if only some get through,
 * as while one partition takes nothing, not before those do that come new.
 *
 * <p>Thread-safe; no lock is held while a caller's event is published.
 */
final class EventPublisher implements Publisher {
  // The most kept events that share a call.
  private static final int MAX_BATCH = 10_000;
  // So many new events in a row that get through tell that the log takes all, though an old one
  // fails again and again, and now and then one is late.
  private static final int ENOUGH = 100;
  // How long the end waits for the log.
  private static final Duration LAST_TRY = Duration.ofSeconds(10);

  private final EventSink sink;
  private final LikesListener listener;
  private final TimeSource time;
  private final Executor background;
  private final KeptEvents kept;
  // Held by who works off what is kept.
  private final ReentrantLock retrying = new ReentrantLock();
  private final AtomicBoolean retryQueued = new AtomicBoolean();
  private final TimeSource.Periodic retry;
  // A hint: true from a caller's failure until events get through or none waits.
  private volatile boolean down;
  private volatile boolean closed;
  // Whether the log took some of what was kept, and some not, and nothing has told otherwise since.
  private boolean partlyDown;
  private int newInARow;

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
      keep(new Kept(event, spread, false), null);
      return;
    }
    try {
      sink.publish(event, spread);
    } catch (RuntimeException e) {
      // An interruption is the caller's, and says nothing of the log.
      if (!Failures.interrupted(e)) {
        down = true;
      }
      keep(new Kept(event, spread, false), e);
    } catch (Error e) {
      keep(new Kept(event, spread, false), e);
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
    if ((down || kept.size() > 0) && retryQueued.compareAndSet(false, true)) {
      background.execute(
          () -> {
            retrying.lock();
            try {
              if (!closed) {
                retry(Long.MAX_VALUE);
              }
            } finally {
              retrying.unlock();
              retryQueued.set(false);
            }
          });
    }
  }

  /**
   * Publishes what is kept, each event once. Batches grow, so that a log that is down costs one
   * call, and one that is back is known soon; what failed goes behind the rest. A log that takes a
   * part is given all at once: each call takes as long as the part that is down.
   *
   * @param nanos the time after which no batch is begun
   */
  private void retry(long nanos) {
    long start = time.nanoTime();
    // A pass that is under way when the service closes ends there, for the last one.
    boolean last = closed;
    boolean anyTaken = false;
    boolean anyFailed = false;
    int left = kept.size();
    int size = partlyDown || last ? MAX_BATCH : 1;
    while (left > 0 && time.nanoTime() - start < nanos && closed == last) {
      List<Kept> batch = kept.poll(Math.min(size, left));
      int failed = publishTogether(batch);
      anyFailed |= failed > 0;
      anyTaken |= failed < batch.size();
      if (!anyFailed && !partlyDown) {
        down = false;
      }
      if (!anyTaken && size == 1) {
        break;
      }
      size = Math.min(2 * size, MAX_BATCH);
      left -= batch.size();
      if (left == 0 && !anyFailed) {
        // All that was kept got through: callers publish again. Next are those that came meanwhile.
        partlyDown = false;
        down = false;
        left = kept.size();
      }
    }
    partlyDown = anyFailed && (anyTaken || partlyDown) && newInARow < ENOUGH;
    if (anyTaken || !anyFailed) {
      // If nothing is left to try the log with but the next event, that will tell.
      down = partlyDown;
    }
  }

  /** Publishes events, and keeps those that failed; returns how many. */
  private int publishTogether(List<Kept> batch) {
    Map<LikeEvent, Throwable> causes = new HashMap<>();
    for (boolean spread : new boolean[] {false, true}) {
      List<LikeEvent> events =
          batch.stream().filter(each -> each.spread() == spread).map(Kept::event).toList();
      try {
        if (!events.isEmpty()) {
          causes.putAll(sink.publishAll(events, spread));
        }
      } catch (RuntimeException e) {
        events.forEach(event -> causes.put(event, e));
      } catch (Error e) {
        tellLost(kept.add(batch), e);
        throw e;
      }
    }
    int failed = 0;
    for (Kept each : batch) {
      Throwable cause = causes.get(each.event());
      if (cause != null) {
        failed++;
        Kept again = new Kept(each.event(), each.spread(), true);
        tellLost(kept.add(List.of(again)), cause);
      }
      if (!each.again()) {
        newInARow = cause == null ? newInARow + 1 : 0;
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
    long start = time.nanoTime();
    try {
      if (retrying.tryLock(LAST_TRY.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          retry(LAST_TRY.toNanos() - (time.nanoTime() - start));
        } finally {
          retrying.unlock();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      tellLost(
          kept.end(), new IllegalStateException("the service was closed before the log came back"));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
