package io.likes;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Periodic every(Duration period, Runnable task) {
    Arguments.present("task", task);
    long nanos = Arguments.present("period", period).toNanos();
    ScheduledFuture<?> future =
        timer.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
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
