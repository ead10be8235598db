package io.likes.cassandra;

import io.likes.spi.CellHeader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a header that comes changes in {@code like_counts}. Immutable.
 *
 * @param header what is written
 * @param life the life that it is written to
 * @param startsAnew whether the time to live begins now
 */
record CopyWrite(CellHeader header, int life, boolean startsAnew) {
  /**
   * Decides what to write.
   *
   * @param stored what is known of the cell; null if nothing
   * @param sum whether the header comes from a full sum, which starts the time to live anew
   * @return empty if nothing
   */
  static Optional<CopyWrite> of(
      @Nullable StoredCopy stored,
      CellHeader header,
      boolean sum,
      long now,
      long timeToLiveMillis) {
    if (stored == null) {
      return Optional.of(new CopyWrite(header, 0, true));
    }
    boolean newer = header.newerThan(stored.header());
    boolean same = header.equals(stored.header());
    // In the stored life a header that is not newer would lose to the one with its timestamp or a
    // higher one, whatever it holds.
    int life = newer || same ? stored.life() : stored.lastLife() + 1;
    if (!stored.alive(now, timeToLiveMillis)) {
      return Optional.of(new CopyWrite(header, life, true));
    }
    boolean changes = sum ? !stored.header().newerThan(header) : newer;
    return changes ? Optional.of(new CopyWrite(header, life, sum)) : Optional.empty();
  }
}
