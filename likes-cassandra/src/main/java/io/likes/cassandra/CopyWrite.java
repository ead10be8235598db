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
   * @param stored the last life of the cell; null if there is none
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
    boolean older = stored.header().newerThan(header);
    if (!stored.alive(now, timeToLiveMillis)) {
      // In the old life the timestamps are higher, and would hide what is written now.
      return Optional.of(new CopyWrite(header, older ? stored.life() + 1 : stored.life(), true));
    }
    boolean changes = sum ? !older : header.newerThan(stored.header());
    return changes ? Optional.of(new CopyWrite(header, stored.life(), sum)) : Optional.empty();
  }
}
