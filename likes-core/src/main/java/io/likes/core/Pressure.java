package io.likes.core;

import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Load of one cell over the running second, against what its backend says that a cell bears.
 *
 * <p>Thread-safe; counts that race with the turn of the second may be lost.
 */
final class Pressure {
  private static final long WINDOW_NANOS = 1_000_000_000L;
  // Shorter than that, a burst would pass for a rate.
  private static final long MIN_WINDOW_NANOS = WINDOW_NANOS / 10;

  private final LongAdder changes = new LongAdder();
  private final LongAdder contention = new LongAdder();
  private final AtomicBoolean turning = new AtomicBoolean();
  private volatile long windowStart = Long.MIN_VALUE;

  /**
   * Counts a batch.
   *
   * @return how many children the cell should be closed with; 0 if it bears its load
   */
  int record(long now, int batchChanges, int batchContention, long rows, CellLimits limits) {
    changes.add(batchChanges);
    if (batchContention > 0) {
      contention.add(batchContention);
    }
    if (rows > limits.maxRows()) {
      return CellId.MIN_CHILDREN;
    }
    long start = windowStart;
    if ((start != Long.MIN_VALUE && !due(now - start, limits))
        || !turning.compareAndSet(false, true)) {
      return 0;
    }
    long seenChanges = changes.sumThenReset();
    long seenContention = contention.sumThenReset();
    windowStart = now;
    turning.set(false);
    if (start == Long.MIN_VALUE) {
      return 0;
    }
    double seconds = (double) (now - start) / WINDOW_NANOS;
    double load =
        Math.max(
                (double) seenChanges / limits.maxChangesPerSecond(),
                (double) seenContention / limits.maxContentionPerSecond())
            / seconds;
    return load <= 1 ? 0 : children(load);
  }

  /** Returns whether a second has passed, or a part of it that bore more than the second should. */
  private boolean due(long elapsed, CellLimits limits) {
    return elapsed >= WINDOW_NANOS
        || (elapsed >= MIN_WINDOW_NANOS
            && (beyond(contention, limits.maxContentionPerSecond())
                || beyond(changes, limits.maxChangesPerSecond())));
  }

  private static boolean beyond(LongAdder seen, long limit) {
    return limit < Long.MAX_VALUE && seen.sum() > limit;
  }

  /**
   * Returns the power of two that gives each child at most a sixteenth of what a cell bears, within
   * the bounds.
   */
  static int children(double load) {
    double wanted =
        Math.min(CellId.MAX_CHILDREN, Math.max(CellId.MIN_CHILDREN, load * CellId.MIN_CHILDREN));
    int floor = Integer.highestOneBit((int) wanted);
    return floor < wanted ? floor * 2 : floor;
  }
}
