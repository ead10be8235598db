package io.likes.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.spi.CellId;
import org.jspecify.annotations.Nullable;

/**
 * Headers that this process saw last, for the number of buckets. Only a hint, which scripts compare
 * with the header: losing one, or a wrong one, costs a round trip. Thread-safe.
 */
final class KnownCells {
  /** About 200 bytes each. */
  private static final int MOST = 100_000;

  private final Cache<CellId, Stored> headers = Caffeine.newBuilder().maximumSize(MOST).build();

  @Nullable Stored get(CellId cell) {
    return headers.getIfPresent(cell);
  }

  Stored getOrUntouched(CellId cell) {
    Stored known = get(cell);
    return known == null ? Stored.untouched(cell) : known;
  }

  /** Remembers a header, as it is in the server just now. */
  Stored learn(CellId cell, byte[] text) {
    Stored stored = Stored.parse(cell, text);
    if (!stored.equals(get(cell))) {
      headers.put(cell, stored);
    }
    return stored;
  }
}
