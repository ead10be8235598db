package io.likes;

import java.time.Duration;

/**
 * Where a service takes its time from, and what runs its periodic work; {@code ManualClock} of the
 * test kit is the other one.
 *
 * <p>Thread-safe.
 */
public interface TimeSource {
  /**
   * Returns monotonic time in nanoseconds, with an arbitrary origin, as {@link System#nanoTime()}.
   */
  long nanoTime();

  /**
   * Returns {@link #nanoTime} rounded up: ahead of it by a few milliseconds at most, and cheap
   * enough for each read of a count.
   */
  default long coarseNanoTime() {
    return nanoTime();
  }

  /**
   * Returns wall-clock time in milliseconds since 1970, as {@link System#currentTimeMillis()}; it
   * may jump.
   */
  long currentTimeMillis();

  /**
   * Runs a task again and again until the answer is closed, first after one period. Runs of one
   * task never overlap. A task that throws is run again all the same.
   *
   * @param period time from the end of a run to the start of the next; 1 ns to 292 years
   * @param task what to run
   * @return closes the task: no run starts after {@code close} has returned; idempotent
   * @throws IllegalArgumentException if an argument is null or out of its range
   */
  Periodic every(Duration period, Runnable task);

  /** A periodic task that is under way. */
  interface Periodic extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns the time of this machine; periodic tasks run on daemon threads. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
