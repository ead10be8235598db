package io.likes.core;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the background work of a service: on the caller's executor, or on a few daemon threads of
 * its own. Work that they refuse, or that comes after the end, runs on the thread that brings it:
 * late is better than never.
 */
final class Background implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final int THREADS = 4;

  private final Executor executor;
  private final @Nullable ThreadPoolExecutor own;

  Background(@Nullable Executor given) {
    if (given == null) {
      ThreadPoolExecutor pool = pool();
      own = pool;
      executor = pool;
    } else {
      own = null;
      executor = given;
    }
  }

  @Override
  public void execute(Runnable work) {
    AtomicBoolean begun = new AtomicBoolean();
    Runnable once =
        () -> {
          if (begun.compareAndSet(false, true)) {
            run(work);
          }
        };
    try {
      executor.execute(once);
    } catch (RuntimeException | Error e) {
      if (e instanceof Error error && begun.get()) {
        // Of the work, on an executor that runs it at once.
        throw error;
      }
      // A rejection, no thread left, or a fault of the caller's executor.
      LOG.debug("background work runs on the thread that brings it", e);
      once.run();
    }
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      LOG.warn("background work failed", e);
    }
  }

  /** Lets the own threads end when the work they have is done. */
  @Override
  public void close() {
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
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
