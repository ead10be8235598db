package io.likes.inmemory;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a counter store knows of one content. Thread-safe. Times are those of a monotonic clock. */
final class Copies {
  /** A header, and when the time to live of the copy began. */
  private record Copy(CellHeader header, long sinceNanos) {
    boolean alive(long now, long timeToLive) {
      return now - sinceNanos < timeToLive;
    }
  }

  private record Lease(long endNanos) {}

  private final Map<CellId, Copy> cells = new ConcurrentHashMap<>(1);
  private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
  private volatile @Nullable Long lastSumNanos;
  // When a merge last began a copy.
  private volatile @Nullable Long lastBegunNanos;

  void merge(CellHeader header, long now, long timeToLive) {
    cells.compute(
        header.cell(),
        (cell, old) -> {
          if (old == null || !old.alive(now, timeToLive)) {
            // Before the copy is seen.
            begun(now);
            return new Copy(header, now);
          }
          return header.newerThan(old.header) ? new Copy(header, old.sinceNanos) : old;
        });
  }

  void sum(CellHeader header, long now, long timeToLive) {
    cells.merge(
        header.cell(),
        new Copy(header, now),
        (old, fresh) -> old.alive(now, timeToLive) && old.header.newerThan(header) ? old : fresh);
  }

  synchronized void summed(long now) {
    lastSumNanos = later(lastSumNanos, now);
  }

  private synchronized void begun(long now) {
    lastBegunNanos = later(lastBegunNanos, now);
  }

  private static long later(@Nullable Long time, long other) {
    return time != null && time - other > 0 ? time : other;
  }

  StoredCount read(long now, long timeToLive) {
    // Before the cells: a sum that ends while this reads must not make what was read before
    // younger.
    Long sum = lastSumNanos;
    List<CellHeader> headers = new ArrayList<>();
    long oldest = 0;
    for (Copy copy : cells.values()) {
      if (copy.alive(now, timeToLive)) {
        headers.add(copy.header);
        oldest = Math.max(oldest, now - copy.sinceNanos);
      }
    }
    if (headers.isEmpty()) {
      return StoredCount.NONE;
    }
    // Behind the cells, for that of each copy that was read. A copy that a merge began behind the
    // sum may be of any age.
    Long begun = lastBegunNanos;
    Duration age =
        sum == null || (begun != null && begun - sum > 0)
            ? null
            // A sum that ended between may be later than now.
            : Duration.ofNanos(Math.max(0, now - sum));
    return new StoredCount(headers, age, Duration.ofNanos(timeToLive - oldest));
  }

  boolean tryLease(long now, long length) {
    Lease mine = new Lease(now + length);
    while (true) {
      Lease last = lease.get();
      if (last != null && now - last.endNanos < 0) {
        return false;
      }
      if (lease.compareAndSet(last, mine)) {
        return true;
      }
      // The winner's lease may have ended by the time of who lost the race: ask again.
    }
  }
}
