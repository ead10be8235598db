package io.likes.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Threads that start at one moment. */
final class Race {
  /** Only so that a store that hangs does not hang the build. */
  private static final long MINUTES_UNTIL_HANGING = 5;

  private Race() {}

  /** What one thread does in one round. */
  @FunctionalInterface
  interface Turn<T> {
    T take(int round, int thread);
  }

  /**
   * Runs a task in each of the threads, and returns what they returned, by thread. The first
   * failure is thrown.
   */
  static <T> List<T> run(int threads, IntFunction<T> task) {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      tasks.add(
          () -> {
            start.await();
            return task.apply(thread);
          });
    }
    return call(tasks);
  }

  /**
   * Runs rounds in which all threads start at one moment, and returns what they returned, by round
   * and thread.
   */
  static <T> List<List<T>> rounds(int rounds, int threads, Turn<T> turn) {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<List<T>>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      tasks.add(
          () -> {
            List<T> results = new ArrayList<>();
            try {
              for (int round = 0; round < rounds; round++) {
                start.await();
                results.add(turn.take(round, thread));
              }
            } finally {
              if (results.size() < rounds) {
                start.reset();
              }
            }
            return results;
          });
    }
    List<List<T>> byThread = call(tasks);
    List<List<T>> byRound = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      int r = round;
      byRound.add(byThread.stream().map(results -> results.get(r)).toList());
    }
    return byRound;
  }

  /**
   * Runs {@code reader} again and again in some threads, at least once in each, until all writers
   * are done.
   */
  static void underFire(int writers, IntFunction<?> writer, int readers, Runnable reader) {
    AtomicInteger writing = new AtomicInteger(writers);
    List<?> ignored =
        run(
            writers + readers,
            thread -> {
              if (thread < writers) {
                try {
                  return writer.apply(thread);
                } finally {
                  writing.decrementAndGet();
                }
              }
              do {
                reader.run();
              } while (writing.get() > 0);
              return thread;
            });
    if (ignored.size() != writers + readers) {
      throw new AssertionError("not all threads ran: " + ignored.size());
    }
  }

  private static <T> List<T> call(List<Callable<T>> tasks) {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<T>> futures = tasks.stream().map(pool::submit).toList();
      List<T> results = new ArrayList<>();
      AssertionError failure = null;
      for (Future<T> future : futures) {
        try {
          results.add(future.get(MINUTES_UNTIL_HANGING, TimeUnit.MINUTES));
        } catch (ExecutionException e) {
          Throwable cause = e.getCause() == null ? e : e.getCause();
          if (failure == null) {
            failure = new AssertionError("a racing thread failed: " + cause, cause);
          } else {
            failure.addSuppressed(cause);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (TimeoutException e) {
      throw new AssertionError("a racing thread hangs", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
