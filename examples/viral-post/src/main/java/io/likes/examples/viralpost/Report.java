package io.likes.examples.viralpost;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a run found. Its JSON form, with these names, is described in README.md. */
record Report(
    String version,
    String backend,
    String counting,
    @Nullable Long seed,
    long likes,
    long unlikes,
    long duplicates,
    Faults faults,
    long failures,
    long badLines,
    int contents,
    int kills,
    @Nullable String killsMissed,
    double elapsedSeconds,
    double throughputPerSecond,
    Distribution likeLatencyMs,
    Distribution countLatencyMs,
    long countFailures,
    long lost,
    Distribution stalenessMs,
    ViralPostCount viralPost,
    Hot hot,
    Heap heap,
    long drift,
    long shownDrift,
    Checks audit,
    Config config) {

  /** Measurements; null where there were none. */
  record Distribution(
      long count,
      @Nullable Double p50,
      @Nullable Double p99,
      @Nullable Double p999,
      @Nullable Double max) {
    static Distribution ofNanos(Histogram nanos) {
      return nanos.getTotalCount() == 0
          ? new Distribution(0, null, null, null, null)
          : new Distribution(
              nanos.getTotalCount(),
              millis(nanos.getValueAtPercentile(50)),
              millis(nanos.getValueAtPercentile(99)),
              millis(nanos.getValueAtPercentile(99.9)),
              millis(nanos.getMaxValue()));
    }
  }

  /** Calls that the backend did not answer, by what it said of their effect. */
  record Faults(long unknown, long notApplied) {}

  /** The content that was watched, and its likes by the tally. */
  record ViralPostCount(String contentId, long likes) {}

  /**
   * Heat: when the viral post was found hot, how many cells it has, how many contents were hot at
   * the end.
   */
  record Hot(@Nullable Double detectedAtMs, long cells, int contents) {}

  /** Java heap, this program's own tally included. */
  record Heap(long usedBytes, long maxBytes) {}

  /** What was compared besides the counts. */
  record Checks(
      long rows,
      long wrongRows,
      long pairs,
      long wrongPairs,
      long contradictions,
      long unreadable,
      double settledAfterMs) {}

  /** Options of the run; null where they do not apply. */
  record Config(
      @Nullable String trace,
      @Nullable Long likes,
      @Nullable Integer users,
      @Nullable Integer contents,
      int threads,
      @Nullable Double rate,
      @Nullable Double speed,
      long freshnessMs,
      long retryForMs,
      int kills) {}

  static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  /** Returns whether every call was answered and everything that was compared agrees. */
  boolean clean() {
    return drift == 0
        && (shownDrift == 0 || healsLater())
        && failures == 0
        && kills == config.kills
        && audit.wrongRows == 0
        && audit.wrongPairs == 0
        && audit.contradictions == 0
        && audit.unreadable == 0;
  }

  /**
   * Returns whether shown counts may be behind until the next change or the end of a time to live.
   */
  private boolean healsLater() {
    return faults.unknown > 0 || lost > 0;
  }
}
