package io.likes.core;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Rate of changes of one content over the last minute, and whether it is hot.
 *
 * <p>A sliding window made of two fixed ones: the count of the running minute, plus that of the
 * minute before in the share that the last 60 seconds still reach into it. It assumes that the
 * minute before was even, which is all that a hint needs.
 *
 * <p>Thread-safe; recording shares no contended write. Counts that race with the turn of a window
 * may be lost.
 */
final class Heat {
  static final long WINDOW_NANOS = 60_000_000_000L;

  private final LongAdder current = new LongAdder();
  private final AtomicBoolean turning = new AtomicBoolean();
  private volatile long windowStart;
  private volatile long previous;
  private volatile boolean hot;
  private volatile long calmSince;

  Heat(long now) {
    windowStart = now;
  }

  boolean hot() {
    return hot;
  }

  /**
   * Counts one change.
   *
   * @return whether the content became hot with this call
   */
  boolean record(long now, int hotPerMinute) {
    turn(now);
    current.increment();
    // While it is hot nobody but the sweeper sums, so that the adders' cells stay with their
    // threads.
    if (hot || rate(now) < hotPerMinute || !turning.compareAndSet(false, true)) {
      return false;
    }
    boolean became = !hot;
    calmSince = now;
    hot = true;
    turning.set(false);
    return became;
  }

  /**
   * Looks whether a hot content has been calm, below half the rate, for the cool-down time.
   *
   * @return whether the content became cold with this call
   */
  boolean cool(long now, int hotPerMinute, long coolDownNanos) {
    turn(now);
    if (!hot || rate(now) * 2 >= hotPerMinute) {
      calmSince = now;
      return false;
    }
    if (now - calmSince < coolDownNanos || !turning.compareAndSet(false, true)) {
      return false;
    }
    boolean became = hot;
    hot = false;
    turning.set(false);
    return became;
  }

  /** Returns the changes of the last minute. */
  long rate(long now) {
    long elapsed = Math.min(WINDOW_NANOS, Math.max(0, now - windowStart));
    return current.sum() + (long) (previous * (1 - (double) elapsed / WINDOW_NANOS));
  }

  private void turn(long now) {
    long elapsed = now - windowStart;
    if (elapsed < WINDOW_NANOS || !turning.compareAndSet(false, true)) {
      return;
    }
    long start = windowStart;
    elapsed = now - start;
    if (elapsed >= WINDOW_NANOS) {
      long ended = current.sumThenReset();
      previous = elapsed < 2 * WINDOW_NANOS ? ended : 0;
      windowStart = start + elapsed / WINDOW_NANOS * WINDOW_NANOS;
    }
    turning.set(false);
  }
}
