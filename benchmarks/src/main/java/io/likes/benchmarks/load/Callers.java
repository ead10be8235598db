package io.likes.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.HdrHistogram.ConcurrentHistogram;

/** Threads that call one after the other. */
final class Callers {
  private static final int WARM_UP_SHARE = 3;

  private Callers() {}

  /**
   * Runs calls, each with a number of its own.
   *
   * @param call says whether the call was answered
   */
  static Measured run(int threads, Duration length, LongPredicate call) {
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    LongAdder done = new LongAdder();
    LongAdder failed = new LongAdder();
    AtomicLong numbers = new AtomicLong();
    long start = System.nanoTime() + length.dividedBy(WARM_UP_SHARE).toNanos();
    long end = start + length.toNanos();
    start(
            threads,
            () -> {
              for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
                boolean answered = call.test(numbers.getAndIncrement());
                if (now - start >= 0) {
                  (answered ? done : failed).increment();
                  micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - now));
                }
              }
            })
        .join();
    return new Measured(done.sum(), failed.sum(), length, micros);
  }

  /** Runs a task in each of the threads; returns what ends when all have, or one's failure. */
  static CompletableFuture<Void> start(int threads, Runnable task) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      CompletableFuture<Void> ended = new CompletableFuture<>();
      running.add(ended);
      Thread caller =
          new Thread(
              () -> {
                try {
                  task.run();
                  ended.complete(null);
                } catch (RuntimeException e) {
                  ended.completeExceptionally(e);
                }
              },
              "caller-" + i);
      // Whoever gave up on one waits for no other.
      caller.setDaemon(true);
      caller.start();
    }
    return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new));
  }
}
