package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A correct store of one lock and some maps. Its steps are apart, so that {@link CounterStoreFlaw}
 * can break each of them.
 */
class PlainCounterStore implements CounterStore {
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  /** What is known of a cell, and from when its time to live runs. */
  record Copy(CellHeader header, Duration since) {}

  private final Map<CellId, Copy> copies = new HashMap<>();
  private final Map<ContentId, Duration> summed = new HashMap<>();
  private final Map<ContentId, Duration> begun = new HashMap<>();
  private final Map<ContentId, Duration> leases = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private Duration now = Duration.ofDays(1);
  private boolean realTime;
  private Duration timeToLive = TIME_TO_LIVE;

  final <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /** Makes copies live for so long, by the clock of this machine. */
  PlainCounterStore shortLived(Duration life) {
    timeToLive = life;
    realTime = true;
    return this;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  Duration now() {
    return realTime ? Duration.ofNanos(System.nanoTime()) : now;
  }

  @Nullable Copy copy(CellId cell) {
    Copy copy = copies.get(cell);
    return copy == null || copy.since().plus(timeToLive).compareTo(now()) <= 0 ? null : copy;
  }

  void put(CellHeader header, Duration since) {
    copies.put(header.cell(), new Copy(header, since));
  }

  @Override
  public void merge(Collection<CellHeader> headers) {
    headers.forEach(header -> locked(() -> keep(header, false)));
  }

  @Override
  public void sum(Collection<CellHeader> headers) {
    headers.forEach(header -> locked(() -> keep(header, true)));
  }

  boolean keep(CellHeader header, boolean sum) {
    Copy copy = copy(header.cell());
    if (sum) {
      summed.put(header.cell().content(), now());
    } else if (copy == null) {
      begun.put(header.cell().content(), now());
    }
    if (copy == null || (sum && header.seq() >= copy.header().seq())) {
      put(header, now());
    } else if (newer(header, copy.header())) {
      put(header, copy.since());
    }
    return true;
  }

  boolean newer(CellHeader header, CellHeader known) {
    return header.newerThan(known);
  }

  private List<Copy> counts(ContentId content) {
    return copies.keySet().stream()
        .filter(cell -> cell.content().equals(content) && copy(cell) != null)
        .map(copies::get)
        .toList();
  }

  @Override
  public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
    return locked(
        () -> {
          Map<ContentId, StoredCount> answer = new LinkedHashMap<>();
          contents.forEach(content -> answer.put(content, read(content)));
          return answer;
        });
  }

  StoredCount read(ContentId content) {
    List<Copy> found = counts(content);
    if (found.isEmpty()) {
      return StoredCount.NONE;
    }
    Duration first = found.stream().map(Copy::since).min(Duration::compareTo).orElseThrow();
    return new StoredCount(
        found.stream().map(Copy::header).toList(),
        age(content),
        timeToLive.minus(now().minus(first)));
  }

  private @Nullable Duration age(ContentId content) {
    Duration sum = summed.get(content);
    return sum == null || begunBehind(content, sum) ? null : now().minus(sum);
  }

  boolean begunBehind(ContentId content, Duration sum) {
    return begun.getOrDefault(content, sum).compareTo(sum) > 0;
  }

  @Override
  public boolean tryLease(ContentId content, Duration length) {
    return locked(
        () -> {
          boolean free = free(content);
          if (free) {
            leases.put(content, now().plus(length));
          }
          return free;
        });
  }

  boolean free(ContentId content) {
    return leases.getOrDefault(content, Duration.ZERO).compareTo(now()) <= 0;
  }
}
