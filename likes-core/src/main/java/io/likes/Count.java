package io.likes;

import java.time.Duration;

/**
 * A number of likes and how old it may be.
 *
 * <p>Every change that completed more than {@link #age()} before the call is in the value.
 * Immutable.
 *
 * @param value number of likes, never negative; 0 if {@code freshness} is {@link Freshness#UNKNOWN}
 * @param ageNanos upper bound of the age in nanoseconds, never negative
 * @param freshness how long ago the value was read from a backend; its age may be higher, if a
 *     CounterStore tells what was summed before
 */
public record Count(long value, long ageNanos, Freshness freshness) {
  /** How far a count can be relied on. */
  public enum Freshness {
    /** Read from a backend within {@link LikeServiceConfig#countFreshness()}. */
    FRESH,
    /**
     * Read longer ago than that: the backends could not be asked, and this is the last value seen.
     */
    STALE,
    /** No value is known; {@link Count#value()} is 0 and means nothing. */
    UNKNOWN
  }

  /** The count of which nothing is known. */
  public static final Count UNKNOWN = new Count(0, 0, Freshness.UNKNOWN);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is negative or {@code freshness} is null
   */
  public Count {
    Arguments.present("freshness", freshness);
    if (value < 0 || ageNanos < 0) {
      throw new IllegalArgumentException(
          "value and ageNanos must not be negative, but are " + value + " and " + ageNanos);
    }
  }

  /** Returns the upper bound of the age. */
  public Duration age() {
    return Duration.ofNanos(ageNanos);
  }

  /** Returns whether the value means anything. */
  public boolean known() {
    return freshness != Freshness.UNKNOWN;
  }
}
