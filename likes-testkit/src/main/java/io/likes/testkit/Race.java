package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Threads that start at one moment. */
final class Race {
  /** Only so that a store that hangs does not hang the build. */
  private static final Duration UNTIL_HANGING = Duration.ofMinutes(5);

  private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(10);

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
   * and thread. The first failure ends the race and is thrown.
   */
  static <T> List<List<T>> rounds(int rounds, int threads, Turn<T> turn) {
    // A phaser, since it can be ended for good: a barrier that is broken and reset would take a
    // thread that is still in its turn for the first one of the next round.
    Phaser start = new Phaser(threads);
    List<Callable<List<T>>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      tasks.add(
          () -> {
            List<T> results = new ArrayList<>();
            try {
              while (results.size() < rounds
                  && start.awaitAdvanceInterruptibly(start.arrive()) >= 0) {
                results.add(turn.take(results.size(), thread));
              }
            } finally {
              if (results.size() < rounds) {
                start.forceTermination();
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
    return call(tasks, UNTIL_HANGING);
  }

  /**
   * Returns what the tasks returned, each in a thread of its own. The first failure is thrown, with
   * the others suppressed in it; so is the lack of an end, with the failures of those that ended or
   * were interrupted where they hung.
   */
  static <T> List<T> call(List<Callable<T>> tasks, Duration patience) {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<T>> futures = tasks.stream().map(pool::submit).toList();
      pool.shutdown();
      boolean ended = pool.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!ended) {
        List<Runnable> unused = pool.shutdownNow();
        boolean unusedToo = pool.awaitTermination(UNTIL_GIVEN_UP.toNanos(), TimeUnit.NANOSECONDS);
      }
      List<T> results = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (Future<T> future : futures) {
        if (future.isDone()) {
          try {
            results.add(future.get());
          } catch (ExecutionException e) {
            failures.add(e.getCause() == null ? e : e.getCause());
          }
        }
      }
      if (!ended) {
        throw failure("a racing thread hangs", null, failures);
      }
      if (!failures.isEmpty()) {
        Throwable first = failures.get(0);
        throw failure(
            "a racing thread failed: " + first, first, failures.subList(1, failures.size()));
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      List<Runnable> unused = pool.shutdownNow();
    }
  }

  private static AssertionError failure(
      String message, @Nullable Throwable cause, List<Throwable> others) {
    AssertionError failure = new AssertionError(message, cause);
    others.forEach(failure::addSuppressed);
    return failure;
  }
}
