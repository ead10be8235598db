package io.likes.cassandra;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;

/**
 * Header of a cell as it is stored. Immutable.
 *
 * @param header what the SPI shows of it
 * @param recent the batches that made it
 */
record StoredHeader(CellHeader header, RecentBatches recent) {
  /** What is known of a batch whose reply was lost. */
  enum Fate {
    APPLIED,
    /** And it never will be. */
    NOT_APPLIED,
    UNKNOWN
  }

  static StoredHeader untouched(CellId cell) {
    return new StoredHeader(CellHeader.untouched(cell), RecentBatches.NONE);
  }

  /**
   * Says what became of a batch, from this header that refused it.
   *
   * <p>If this is the header that the batch was conditional on, then the rows refused it, and they
   * do so whenever it comes, since rows change with the header only. If seq has passed, an older
   * ballot cannot land any more.
   */
  Fate fateOf(CellWrite write) {
    StoredHeader expected = write.expected();
    if (recent.contains(write.id())) {
      return Fate.APPLIED;
    }
    if (equals(expected)) {
      return Fate.NOT_APPLIED;
    }
    boolean passed = header.newerThan(expected.header);
    return passed && recent.tellsAllSince(expected.recent) ? Fate.NOT_APPLIED : Fate.UNKNOWN;
  }
}
