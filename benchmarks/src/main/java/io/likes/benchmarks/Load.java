package io.likes.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Callers that make calls, and what they see. */
final class Load {
  /** What one caller does, again and again. */
  interface Call {
    /**
     * Makes one call.
     *
     * @param caller number of the caller, from 0
     * @param index number of the call of this caller, from 0
     */
    void make(int caller, long index);
  }

  /**
   * What callers saw.
   *
   * @param latencies nanoseconds of each answered call; failed ones are in no percentile
   * @param failures calls that ended in an exception
   * @param seconds how long it took
   */
  record Seen(Histogram latencies, long failures, double seconds) {
    /** Returns the answered calls a second. */
    double perSecond() {
      return latencies.getTotalCount() / seconds;
    }

    double millisAt(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    double meanNanos() {
      return latencies.getMean();
    }
  }

  private static final int DIGITS = 3;
  private static final int MAX_TRIES = 20;
  private static final long LONGEST_DELAY_NANOS = 20_000_000_000L;

  private Load() {}

  /**
   * Each caller makes its next call when the one before is answered. A call counts if it starts
   * within the time, however long it lasts: what is slow would be left out otherwise. It is
   * awaited, and the time until the last answer is what calls are divided by.
   *
   * @param warmup how long before what is seen counts
   * @param time how long calls that count are started; each caller makes one at least
   */
  static Seen closed(int callers, Duration warmup, Duration time, Call call) {
    long start = System.nanoTime();
    long from = start + warmup.toNanos();
    long to = from + time.toNanos();
    return run(
        callers,
        caller -> {
          Histogram latencies = new Histogram(DIGITS);
          long failures = 0;
          long before = System.nanoTime();
          // Once at least, so that a thread that is late in starting has a part too.
          for (long i = 0; i == 0 || before - to < 0; i++) {
            boolean answered = tried(call, caller, i);
            long now = System.nanoTime();
            if (before - from >= 0) {
              if (answered) {
                latencies.recordValue(now - before);
              } else {
                failures++;
              }
            }
            before = now;
          }
          return new Seen(latencies, failures, (before - from) / 1e9);
        });
  }

  /**
   * Calls come on a fixed schedule, whether the ones before are answered or not. A latency runs
   * from the moment at which the call was due, so that a stall counts for every call that it
   * delayed (which is what correcting for coordinated omission means).
   *
   * @param perSecond calls a second of all callers together
   * @param tick how long a caller sleeps at least; what falls due meanwhile is late, which counts,
   *     but hundreds of callers that wake for each call would be most of the load
   * @param warmup how long before what is seen counts
   */
  static Seen open(
      int callers, double perSecond, Duration tick, Duration warmup, Duration time, Call call) {
    long start = System.nanoTime() + 100_000_000;
    double interval = 1e9 / perSecond;
    long total = Math.round(perSecond * (warmup.plus(time).toNanos() / 1e9));
    long uncounted = Math.round(perSecond * (warmup.toNanos() / 1e9));
    Seen seen =
        run(
            callers,
            caller -> {
              Histogram latencies = new Histogram(DIGITS);
              long failures = 0;
              for (long i = 0; caller + i * callers < total; i++) {
                long number = caller + i * callers;
                long due = start + (long) (number * interval);
                awaitTime(due, tick.toNanos());
                if (System.nanoTime() - due > LONGEST_DELAY_NANOS) {
                  // It will not catch up: what is left counts as not answered.
                  failures += left(number, callers, uncounted, total);
                  break;
                }
                boolean answered = tried(call, caller, i);
                if (number >= uncounted) {
                  if (answered) {
                    latencies.recordValue(Math.max(0, System.nanoTime() - due));
                  } else {
                    failures++;
                  }
                }
              }
              return new Seen(latencies, failures, 0);
            });
    double seconds = (System.nanoTime() - start - warmup.toNanos()) / 1e9;
    return new Seen(seen.latencies(), seen.failures(), seconds);
  }

  /** Returns how many of the numbers from one on, in steps below the total, are ones that count. */
  static long left(long number, int step, long uncounted, long total) {
    long skipped = Math.max(0, uncounted - number + step - 1) / step;
    return Math.max(0, (total - 1 - number) / step + 1 - skipped);
  }

  /** Makes calls 0 to count - 1 from several callers at once, each until it is answered. */
  static void each(int callers, long count, Call call) {
    run(
        callers,
        caller -> {
          for (long i = caller; i < count; i += callers) {
            for (int tries = 1; !tried(call, caller, i); tries++) {
              if (tries == MAX_TRIES) {
                throw new IllegalStateException("call " + i + " failed " + tries + " times");
              }
            }
          }
          return new Seen(new Histogram(DIGITS), 0, 0);
        });
  }

  private static void awaitTime(long due, long tick) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(Math.max(left, tick));
    }
  }

  private static boolean tried(Call call, int caller, long index) {
    try {
      call.make(caller, index);
      return true;
    } catch (RuntimeException e) {
      // Timeouts under contention are a part of what is measured.
      return false;
    }
  }

  private interface Caller {
    Seen run(int caller);
  }

  private static Seen run(int callers, Caller body) {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Seen>> futures = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        futures.add(threads.submit(() -> body.run(caller)));
      }
      @Nullable Seen all = null;
      for (Future<Seen> future : futures) {
        Seen one = future.get();
        if (all == null) {
          all = one;
        } else {
          all.latencies().add(one.latencies());
          all =
              new Seen(
                  all.latencies(),
                  all.failures() + one.failures(),
                  Math.max(all.seconds(), one.seconds()));
        }
      }
      if (all == null) {
        throw new IllegalArgumentException("callers must be at least 1, but is " + callers);
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
