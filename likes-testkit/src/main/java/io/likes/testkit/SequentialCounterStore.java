package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a CounterStore means, one call after the other: histories are compared with it. Not
 * thread-safe.
 */
final class SequentialCounterStore {
  private record Copy(CellHeader header, Duration expiry) {}

  private final Map<CellId, Copy> copies = new HashMap<>();
  private final Duration timeToLive;
  private Duration now = Duration.ZERO;

  SequentialCounterStore(Duration timeToLive) {
    this.timeToLive = timeToLive;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  void merge(Collection<CellHeader> headers) {
    for (CellHeader header : headers) {
      Copy known = copies.get(header.cell());
      if (known == null || expired(header.cell())) {
        copies.put(header.cell(), new Copy(header, now.plus(timeToLive)));
      } else if (header.newerThan(known.header())) {
        copies.put(header.cell(), new Copy(header, known.expiry()));
      }
    }
  }

  void sum(Collection<CellHeader> headers) {
    for (CellHeader header : headers) {
      Copy known = copies.get(header.cell());
      if (known == null || expired(header.cell()) || header.seq() >= known.header().seq()) {
        copies.put(header.cell(), new Copy(header, now.plus(timeToLive)));
      }
    }
  }

  Set<CellHeader> read(ContentId content) {
    return copies.values().stream()
        .map(Copy::header)
        .filter(header -> header.cell().content().equals(content) && !expired(header.cell()))
        .collect(Collectors.toSet());
  }

  boolean expired(CellId cell) {
    Copy known = copies.get(cell);
    return known != null && known.expiry().compareTo(now) <= 0;
  }

  /** Returns the highest seq that was ever written of the cell. */
  long newest(CellId cell) {
    Copy known = copies.get(cell);
    return known == null ? 0 : known.header().seq();
  }
}
