package io.likes.inmemory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.ContentId;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Copies of headers in the memory of this process.
 *
 * <p>It may forget: contents beyond its bound are evicted, those first that are asked and written
 * least, and so are those that nobody asked or wrote for the time to live.
 */
public final class InMemoryCounterStore implements CounterStore {
  /** How long a copy lives if nothing else is said. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofMinutes(5);

  /** How many contents are kept if nothing else is said. */
  public static final long DEFAULT_MAX_CONTENTS = 1_000_000;

  private final TimeSource time;
  private final long timeToLiveNanos;
  private final Cache<ContentId, Copies> contents;

  /** Makes an empty store with the defaults, on the time of this machine. */
  public InMemoryCounterStore() {
    this(DEFAULT_TIME_TO_LIVE, DEFAULT_MAX_CONTENTS, TimeSource.system());
  }

  /**
   * Makes an empty store.
   *
   * @param timeToLive how long a copy lives after the sum or merge that its time runs from;
   *     positive
   * @param maxContents how many contents are kept; at least 1
   * @param time what the time to live is measured by
   * @throws IllegalArgumentException if a number is out of its range
   */
  public InMemoryCounterStore(Duration timeToLive, long maxContents, TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    this.timeToLiveNanos = positiveNanos("timeToLive", timeToLive);
    if (maxContents < 1) {
      throw new IllegalArgumentException("maxContents must be at least 1, but is " + maxContents);
    }
    this.contents =
        Caffeine.newBuilder()
            .maximumSize(maxContents)
            .expireAfterAccess(timeToLive)
            .ticker(time::nanoTime)
            .build();
  }

  @Override
  public void merge(Collection<CellHeader> headers) {
    long now = time.nanoTime();
    for (CellHeader header : headers) {
      copies(header.cell().content()).merge(header, now, timeToLiveNanos);
    }
  }

  @Override
  public void sum(Collection<CellHeader> headers) {
    long now = time.nanoTime();
    Map<ContentId, Copies> summed = new HashMap<>();
    for (CellHeader header : headers) {
      // The same copies for all cells: an eviction between must not pass a part for a whole sum.
      summed
          .computeIfAbsent(header.cell().content(), this::copies)
          .sum(header, now, timeToLiveNanos);
    }
    summed.values().forEach(copies -> copies.summed(now));
  }

  @Override
  public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
    long now = time.nanoTime();
    Map<ContentId, StoredCount> counts = new HashMap<>();
    for (ContentId content : contents) {
      Copies copies = this.contents.getIfPresent(content);
      counts.put(content, copies == null ? StoredCount.NONE : copies.read(now, timeToLiveNanos));
    }
    return counts;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code length} is not positive
   */
  @Override
  public boolean tryLease(ContentId content, Duration length) {
    long nanos = positiveNanos("length", length);
    return copies(Objects.requireNonNull(content, "content")).tryLease(time.nanoTime(), nanos);
  }

  /** Evicts now what Caffeine evicts soon. */
  void cleanUp() {
    contents.cleanUp();
  }

  private Copies copies(ContentId content) {
    return contents.get(content, missing -> new Copies());
  }

  private static long positiveNanos(String name, Duration duration) {
    Objects.requireNonNull(duration, name);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, but is " + duration);
    }
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          name + " must be at most 292 years, but is " + duration, e);
    }
  }
}
