package io.likes.redis;

import io.likes.TimeSource;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the clocks of the servers say now, as answers have told. Only a hint: a server refuses what
 * does not fit its clock, and says what time it is. Thread-safe.
 */
final class ServerClock {
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final TimeSource time;
  // How far a server's clock is ahead of the monotonic one here, in nanoseconds: rounding alone
  // must
  // not make it run ahead, which a server refuses.
  private final AtomicLongArray ahead;

  ServerClock(TimeSource time, int clocks) {
    this.time = time;
    this.ahead = new AtomicLongArray(clocks);
    for (int i = 0; i < clocks; i++) {
      ahead.set(i, UNKNOWN);
    }
  }

  /** Returns the time of a server in milliseconds since 1970. */
  long now(int clock) {
    long known = ahead.get(clock);
    return known == UNKNOWN
        ? time.currentTimeMillis()
        : Math.floorDiv(known + time.nanoTime(), NANOS_IN_MILLI);
  }

  /** Learns from an answer that has just come; of many the one that was fastest counts. */
  void learn(int clock, long serverMillis) {
    long seen = nanosAhead(serverMillis);
    if (seen > ahead.get(clock)) {
      ahead.set(clock, seen);
    }
  }

  /** Learns from a server that refused what this clock said. */
  void correct(int clock, long serverMillis) {
    ahead.set(clock, nanosAhead(serverMillis));
  }

  /** Returns what an answer tells: not more than is true, since the server's time was cut. */
  private long nanosAhead(long serverMillis) {
    return serverMillis * NANOS_IN_MILLI - time.nanoTime();
  }
}
