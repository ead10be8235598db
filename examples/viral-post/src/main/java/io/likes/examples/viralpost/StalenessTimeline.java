package io.likes.examples.viralpost;

import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how far a count that is shown lags behind the changes that were acknowledged.
 *
 * <p>Let A(s) be the number of likes minus unlikes that callers had an answer for at time s. The
 * staleness of a count v that was asked for at time t is t minus the latest s &le; t with A(s) &le;
 * v: for so long the acknowledged number has been above what is shown. It is 0 if v is not below
 * A(t); v may be above, for changes count when they are stored, a little before they are answered.
 *
 * <p>A is known at the times of {@link #record} only, so the result is never too small, and too
 * large by at most the time between two of them. It does not use the age that the library states.
 * Not thread-safe.
 */
final class StalenessTimeline {
  private static final int MAX_ENTRIES = 100_000;

  // A(s) to s. Of two times with the same or a falling A only the later can be an answer, so the
  // others are dropped: with
  // the number the time rises too.
  private final TreeMap<Long, Long> lastTimeAtOrBelow = new TreeMap<>();

  /** Notes the acknowledged number at a time that is not before the last one. */
  void record(long nanos, long acknowledged) {
    lastTimeAtOrBelow.tailMap(acknowledged, true).clear();
    lastTimeAtOrBelow.put(acknowledged, nanos);
    if (lastTimeAtOrBelow.size() > MAX_ENTRIES) {
      lastTimeAtOrBelow.pollFirstEntry();
    }
  }

  /**
   * Returns the staleness in nanoseconds. If no number so low is known, it is the time since the
   * lowest one that is, and so a lower bound.
   *
   * @param nanos when the count was asked for; not before the last note
   * @param shown the count
   */
  long staleness(long nanos, long shown) {
    Map.Entry<Long, Long> last = lastTimeAtOrBelow.floorEntry(shown);
    if (last == null) {
      last = lastTimeAtOrBelow.firstEntry();
    }
    boolean newest = last == null || last.getKey().equals(lastTimeAtOrBelow.lastKey());
    return newest || last == null ? 0 : nanos - last.getValue();
  }
}
