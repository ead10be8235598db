package io.likes.examples.viralpost;

import io.likes.BackendException;
import io.likes.LikeResult;
import io.likes.LikeService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of some of the users, one after the other, so that those of one pair stay in
 * order.
 *
 * <p>The latency of a call with a time runs from that time, not from when a thread got to it: a
 * stall counts against every call that it delayed (no coordinated omission).
 */
final class Worker implements Runnable {
  /** Ends a worker. */
  static final List<Call> END = List.of();

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final long MAX_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final LikeService service;
  private final BlockingQueue<List<Call>> queue;
  private final boolean timed;
  private final long origin;
  private final long retryNanos;
  private final Clock clock;
  private final ViralPostWatch watch;
  private final LongAdder answered;

  private final Tally tally = new Tally();
  private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
  private long unknown;
  private long notApplied;
  private long failures;
  private boolean down;

  /**
   * @param timed whether the calls have a time
   * @param origin time of the start of the run, from {@code clock}
   * @param retryNanos how long a call that was not applied is made again
   * @param answered counts the calls of all workers, for the live line
   */
  Worker(
      LikeService service,
      BlockingQueue<List<Call>> queue,
      boolean timed,
      long origin,
      long retryNanos,
      Clock clock,
      ViralPostWatch watch,
      LongAdder answered) {
    this.service = service;
    this.queue = queue;
    this.timed = timed;
    this.origin = origin;
    this.retryNanos = retryNanos;
    this.clock = clock;
    this.watch = watch;
    this.answered = answered;
  }

  @Override
  public void run() {
    try {
      for (List<Call> batch = queue.take(); batch != END; batch = queue.take()) {
        for (Call call : batch) {
          long start = timed ? waitUntil(origin + call.atNanos()) : clock.nanoTime();
          make(call);
          latency.recordValue(Math.max(0, clock.nanoTime() - start));
          answered.increment();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long waitUntil(long due) throws InterruptedException {
    for (long left = due - clock.nanoTime(); left > 0; left = due - clock.nanoTime()) {
      clock.pause(left);
    }
    return due;
  }

  private void make(Call call) throws InterruptedException {
    watch.calling(call);
    // When a call has waited in vain, the next ones do not, until one gets through.
    long giveUp = clock.nanoTime() + (down ? 0 : retryNanos);
    for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
      try {
        LikeResult result =
            call.like()
                ? service.like(call.content(), call.user(), call.type())
                : service.unlike(call.content(), call.user());
        if (result.outcome().refused()) {
          fail(call, new IllegalStateException("refused: " + result.outcome()));
        } else {
          tally.answered(call.content(), call.user(), result.outcome());
          watch.answered(call, result.outcome());
        }
        down = false;
        return;
      } catch (BackendException e) {
        if (e.effect() == BackendException.Effect.UNKNOWN) {
          unknown++;
          tally.unknown(call.content(), call.user());
          return;
        }
        notApplied++;
        if (clock.nanoTime() - giveUp >= 0) {
          down = true;
          fail(call, e);
          return;
        }
        clock.pause(pause);
      } catch (RuntimeException e) {
        tally.unknown(call.content(), call.user());
        fail(call, e);
        return;
      }
    }
  }

  private void fail(Call call, RuntimeException e) {
    if (failures++ == 0) {
      LOG.warn("a call failed (further ones of this thread are counted only): {}", call, e);
    }
  }

  /** Returns what the answers add up to. Only when the worker has ended, as all that follows. */
  Tally tally() {
    return tally;
  }

  /**
   * Returns the latencies in nanoseconds, of the calls of both kinds and with their further tries.
   */
  Histogram latency() {
    return latency;
  }

  /** Returns how many calls ended UNKNOWN. */
  long unknown() {
    return unknown;
  }

  /** Returns how often a call ended NOT_APPLIED, every try counted. */
  long notApplied() {
    return notApplied;
  }

  /**
   * Returns how many calls were refused, or were not applied for too long, or broke the contract of
   * the service.
   */
  long failures() {
    return failures;
  }
}
