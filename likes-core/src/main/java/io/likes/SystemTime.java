package io.likes;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time of this machine. One daemon thread serves all periodic tasks, which are short. */
enum SystemTime implements TimeSource {
  INSTANCE;

  private static final Logger LOG = LoggerFactory.getLogger(TimeSource.class);

  private final ScheduledThreadPoolExecutor timer = timer();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long coarseNanoTime() {
    return CoarseClock.now;
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Periodic every(Duration period, Runnable task) {
    Arguments.present("task", task);
    long nanos = Arguments.nanos("period", period);
    ScheduledFuture<?> future =
        timer.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /**
   * Time that a daemon thread writes down, since asking the machine can cost more than all the rest
   * of a read from memory (over 100 ns where the clock is no instruction but a system call). Starts
   * with its first reader.
   */
  private static final class CoarseClock {
    private static final long TICK_NANOS = 5_000_000;
    // What is read is the end of the next tick but one: never behind, as long as the thread is not
    // late by more than a tick.
    private static final long AHEAD_NANOS = 2 * TICK_NANOS;

    static volatile long now = System.nanoTime() + AHEAD_NANOS;

    static {
      Thread ticker = new Thread(CoarseClock::tick, "likes-clock");
      ticker.setDaemon(true);
      ticker.start();
    }

    private static void tick() {
      while (true) {
        LockSupport.parkNanos(TICK_NANOS);
        now = System.nanoTime() + AHEAD_NANOS;
      }
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Errors too: the timer would not run the task again, and nobody would know.
      LOG.warn("periodic task failed and will run again", e);
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "likes-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
