package io.likes.cassandra;

import io.likes.TimeSource;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * How long a call is tried again, and with which pauses: random ones, up to a bound that doubles.
 * Thread-safe.
 *
 * @param timeout from the begin of the call to its last try
 * @param time what it is measured by
 * @param random varies the pauses, so that two who met do not meet again
 * @param pause waits for so many nanoseconds
 */
record Patience(Duration timeout, TimeSource time, RandomGenerator random, LongConsumer pause) {
  private static final long MIN_PAUSE_NANOS = 2_000_000;
  private static final int MOST_DOUBLINGS = 5;

  /** Randomness of this machine, for any number of threads. */
  static final RandomGenerator MACHINE = () -> ThreadLocalRandom.current().nextLong();

  /** Returns one on the time of this machine. */
  static Patience of(Duration timeout) {
    return new Patience(timeout, TimeSource.system(), MACHINE, LockSupport::parkNanos);
  }

  /** Begins a call. */
  Pauses begin() {
    return new Pauses();
  }

  /** The pauses of one call, by one thread. */
  final class Pauses {
    private final long deadline = time.nanoTime() + timeout.toNanos();
    private int taken;

    /**
     * Pauses before the next try.
     *
     * @return false, at once, if the timeout does not leave time for one, or the thread is
     *     interrupted
     */
    boolean next() {
      long nanos = 1 + random.nextLong(MIN_PAUSE_NANOS << Math.min(taken++, MOST_DOUBLINGS));
      if (Thread.currentThread().isInterrupted() || deadline - time.nanoTime() <= nanos) {
        return false;
      }
      pause.accept(nanos);
      return true;
    }
  }
}
