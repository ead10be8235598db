package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hands new headers to the CounterStore on the caller's thread. While a cell's merge is under way,
 * other callers leave theirs to it: who merged and finds a newer header leaves the cell to the
 * background, where one thread at a time merges the newest header of each.
 *
 * <p>What the CounterStore did not take is kept, within a bound, and a periodic task tries again:
 * else a count would be old until the next change of its cell, which may never come.
 *
 * <p>Thread-safe; no lock is held while a header is merged.
 */
final class InlinePublisher implements Publisher {
  // Beyond it cells stay left until the next change or the periodic task: cells that are busy all
  // the time must not keep a thread of the background for themselves.
  private static final int MAX_TURNS = 100;
  // The most kept headers that share a call.
  private static final int MAX_BATCH = 100;
  // How long the end waits for the CounterStore.
  private static final Duration LAST_TRY = Duration.ofSeconds(10);

  private final CounterStore counterStore;
  private final LikesListener listener;
  private final TimeSource time;
  private final Executor background;
  // The cells, not their ids: a content that was driven out and came back has others, and each
  // answers for its own newest header only.
  private final Set<Cell> merging = ConcurrentHashMap.newKeySet();
  private final Set<Cell> left = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean clearing = new AtomicBoolean();
  private final KeptHeaders kept;
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final TimeSource.Periodic retry;

  InlinePublisher(
      CounterStore counterStore,
      LikesListener listener,
      TimeSource time,
      Executor background,
      int maxKept,
      Duration retryPeriod) {
    this.counterStore = counterStore;
    this.listener = listener;
    this.time = time;
    this.background = background;
    this.kept = new KeptHeaders(maxKept);
    this.retry = time.every(retryPeriod, this::retryInBackground);
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    CellHeader known = cell.header();
    // What a forgotten content knows may be of before the store was set back.
    boolean newer = known.newerThan(event.header()) && !cell.content.forgotten();
    if (merge(cell, newer ? known : event.header())) {
      left.add(cell);
      clearInBackground();
    }
  }

  private void clearInBackground() {
    if (clearing.compareAndSet(false, true)) {
      background.execute(this::clear);
    }
  }

  /** Merges the cells that were left, in turns. */
  private void clear() {
    int turns = 0;
    do {
      try {
        for (Cell cell : List.copyOf(left)) {
          left.remove(cell);
          if (merge(cell, cell.header())) {
            left.add(cell);
          }
        }
      } finally {
        clearing.set(false);
      }
      turns++;
    } while (turns < MAX_TURNS && !left.isEmpty() && clearing.compareAndSet(false, true));
  }

  /** Merges a header unless somebody else merges; returns whether a newer one is left to merge. */
  private boolean merge(Cell cell, CellHeader header) {
    if (!merging.add(cell)) {
      return false;
    }
    @Nullable Throwable failure = null;
    try {
      counterStore.merge(List.of(header));
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      merging.remove(cell);
    }
    // Whoever found the merge under way has merged its header into the cell before.
    CellHeader newest = cell.header();
    if (failure != null) {
      keep(List.of(newest.newerThan(header) ? newest : header), failure);
      if (failure instanceof Error error) {
        throw error;
      }
      return false;
    }
    return newest.newerThan(header);
  }

  private void keep(List<CellHeader> headers, Throwable cause) {
    tellLost(kept.keep(headers), cause);
  }

  private void tellLost(int lost, Throwable cause) {
    for (int i = 0; i < lost; i++) {
      listener.lost(Loss.MERGE, cause);
    }
  }

  private void retryInBackground() {
    if (!left.isEmpty()) {
      clearInBackground();
    }
    if (!kept.isEmpty() && retrying.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              retry(Long.MAX_VALUE);
            } finally {
              retrying.set(false);
            }
          });
    }
  }

  /**
   * Merges what is kept until the CounterStore fails; what failed is behind the rest then. Batches
   * start small and grow, so that a cell that is never taken holds up no other.
   *
   * @param nanos the time after which no batch is begun
   */
  private void retry(long nanos) {
    long start = time.nanoTime();
    int size = 1;
    while (time.nanoTime() - start < nanos) {
      List<CellHeader> next = kept.poll(size);
      if (next.isEmpty()) {
        return;
      }
      try {
        counterStore.merge(next);
      } catch (RuntimeException e) {
        keep(next, e);
        return;
      } catch (Error e) {
        keep(next, e);
        throw e;
      }
      size = Math.min(2 * size, MAX_BATCH);
    }
  }

  /**
   * Stops the retries, tries what is kept or left once more, for a bounded time, and reports what
   * is lost. An interruption of the thread that came before does not matter.
   */
  @Override
  public void close() {
    retry.close();
    boolean interrupted = Thread.interrupted();
    try {
      for (Cell cell : List.copyOf(left)) {
        left.remove(cell);
        keep(List.of(cell.header()), ended());
      }
      retry(LAST_TRY.toNanos());
    } finally {
      tellLost(kept.end(), ended());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IllegalStateException ended() {
    return new IllegalStateException("the service was closed before the CounterStore came back");
  }
}
