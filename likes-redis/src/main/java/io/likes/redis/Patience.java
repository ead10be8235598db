package io.likes.redis;

import io.likes.TimeSource;
import java.util.concurrent.locks.LockSupport;

/** How long one call may still try. Not thread-safe. */
final class Patience {
  private final TimeSource time;
  private final long deadline;

  Patience(TimeSource time, long nanos) {
    this.time = time;
    this.deadline = time.nanoTime() + nanos;
  }

  boolean over() {
    return deadline - time.nanoTime() <= 0;
  }

  /**
   * Waits.
   *
   * @return false if the thread is interrupted, or if the time is over
   */
  boolean pause(long nanos) {
    long end = time.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - time.nanoTime()) {
      if (over() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return !over();
  }
}
