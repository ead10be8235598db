package io.likes.redis;

import io.likes.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the clocks of the servers say now, as answers have told. Only a hint: a server refuses what
 * does not fit its clock, and says what time it is. Thread-safe.
 */
final class ServerClock {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final TimeSource time;
  // How far a server's clock is ahead of the monotonic one here, in milliseconds.
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
    return known == UNKNOWN ? time.currentTimeMillis() : known + millis();
  }

  /** Learns from an answer that has just come; of many the one that was fastest counts. */
  void learn(int clock, long serverMillis) {
    long seen = serverMillis - millis();
    if (seen > ahead.get(clock)) {
      ahead.set(clock, seen);
    }
  }

  /** Learns from a server that refused what this clock said. */
  void correct(int clock, long serverMillis) {
    ahead.set(clock, serverMillis - millis());
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(time.nanoTime());
  }
}
