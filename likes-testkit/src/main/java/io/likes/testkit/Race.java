package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.IntConsumer;
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
   * Runs {@code reader} again and again in some threads until all writers are done, and {@code
   * writer} again until each of the readers, on average, has read {@code reads} times meanwhile.
   */
  static void underFire(int writers, IntConsumer writer, int readers, int reads, Runnable reader) {
    AtomicInteger writing = new AtomicInteger(writers);
    AtomicInteger wanted = new AtomicInteger(readers * reads);
    List<Boolean> done =
        run(
            writers + readers,
            thread -> {
              try {
                if (thread < writers) {
                  do {
                    writer.accept(thread);
                  } while (wanted.get() > 0);
                } else {
                  do {
                    reader.run();
                    wanted.decrementAndGet();
                  } while (writing.get() > 0);
                }
                return true;
              } catch (Throwable e) {
                // The others must not wait for what will not come.
                wanted.set(Integer.MIN_VALUE / 2);
                writing.set(Integer.MIN_VALUE / 2);
                throw e;
              } finally {
                if (thread < writers) {
                  writing.decrementAndGet();
                }
              }
            });
    assertThat(done).hasSize(writers + readers);
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
