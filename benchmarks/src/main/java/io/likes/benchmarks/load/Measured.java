package io.likes.benchmarks.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a load has given.
 *
 * @param done calls that were answered
 * @param failed calls that failed
 * @param elapsed for how long
 * @param micros their latencies
 */
record Measured(long done, long failed, Duration elapsed, Histogram micros) {
  private static final double MICROS_IN_MILLI = 1000;

  double perSecond() {
    return done * 1e9 / elapsed.toNanos();
  }

  void print(String what, Measured base) {
    System.out.printf(
        "  %-34s %8.0f /s  %6.2f x  p50 %7.1f ms  p99 %7.1f ms  failed %d%n",
        what,
        perSecond(),
        perSecond() / base.perSecond(),
        micros.getValueAtPercentile(50) / MICROS_IN_MILLI,
        micros.getValueAtPercentile(99) / MICROS_IN_MILLI,
        failed);
  }
}
