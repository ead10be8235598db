package io.likes.core;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the background work of a service: on the caller's executor, or on a few daemon threads of
 * its own. Drops work after its end.
 */
final class Background implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final int THREADS = 4;

  private final Executor executor;
  private final @Nullable ThreadPoolExecutor own;
  private volatile boolean closed;

  Background(@Nullable Executor given) {
    own = given == null ? pool() : null;
    executor = own != null ? own : given;
  }

  @Override
  public void execute(Runnable work) {
    if (closed) {
      return;
    }
    executor.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.warn("background work failed", e);
          }
        });
  }

  /** Lets the work that runs come to its end, and drops what waits. */
  @Override
  public void close() {
    closed = true;
    if (own != null) {
      own.shutdown();
    }
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "likes-background");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
