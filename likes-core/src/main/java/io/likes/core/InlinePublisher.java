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

  private final CounterStore counterStore;
  private final LikesListener listener;
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
    this.background = background;
    this.kept = new KeptHeaders(maxKept);
    this.retry = time.every(retryPeriod, this::retryInBackground);
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    CellHeader known = cell.header();
    if (merge(cell, known.newerThan(event.header()) ? known : event.header())) {
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
    @Nullable RuntimeException failure = null;
    try {
      counterStore.merge(List.of(header));
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      merging.remove(cell);
    }
    // Whoever found the merge under way has merged its header into the cell before.
    CellHeader newest = cell.header();
    if (failure != null) {
      keep(List.of(newest.newerThan(header) ? newest : header), failure);
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
              retry();
            } finally {
              retrying.set(false);
            }
          });
    }
  }

  /**
   * Merges what is kept until the CounterStore fails; what failed is behind the rest then. Batches
   * start small and grow, so that a cell that is never taken holds up no other.
   */
  private void retry() {
    int size = 1;
    for (List<CellHeader> next = kept.poll(size); !next.isEmpty(); next = kept.poll(size)) {
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

  /** Stops the retries, tries what is kept once more, and reports what is lost. */
  @Override
  public void close() {
    retry.close();
    if (!left.isEmpty()) {
      clearInBackground();
    }
    retry();
    tellLost(
        kept.end(),
        new IllegalStateException("the service was closed before the CounterStore came back"));
  }
}
