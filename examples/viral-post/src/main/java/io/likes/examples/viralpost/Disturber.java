package io.likes.examples.viralpost;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Disturbs a backend a number of times during a run, after equal shares of its calls. */
final class Disturber implements Runnable {
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(Disturber.class);

  private final Backend backend;
  private final int times;
  private final long expectedCalls;
  private final LongSupplier answered;
  private final Clock clock;
  private volatile boolean stopped;
  private volatile int done;
  private volatile @Nullable String missed;

  Disturber(Backend backend, int times, long expectedCalls, LongSupplier answered, Clock clock) {
    this.backend = backend;
    this.times = times;
    this.expectedCalls = expectedCalls;
    this.answered = answered;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      for (int number = 1; number <= times; number++) {
        long due = Math.round((double) expectedCalls * number / (times + 1));
        while (!stopped && answered.getAsLong() < due) {
          clock.pause(PAUSE_NANOS);
        }
        // Behind the last call a kill disturbs nobody.
        if (stopped) {
          missed = "the load was too short";
          return;
        }
        backend.disturb(number);
        done = number;
      }
    } catch (IOException | RuntimeException e) {
      missed = "the backend did not come up again";
      LOG.error("the backend did not stand disturbance {}", done + 1, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets {@link #run} end, after a disturbance that is under way. */
  void stop() {
    stopped = true;
  }

  /** Returns why it was not disturbed as often as asked for; null if it was. */
  @Nullable String missed() {
    return missed;
  }

  /** Returns how many times the backend was disturbed and came up again. */
  int done() {
    return done;
  }
}
