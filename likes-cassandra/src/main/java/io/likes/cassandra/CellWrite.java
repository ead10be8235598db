package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conditional batch: the header and rows of one cell, changed together or not at all. Immutable.
 *
 * @param id names the batch, in the header that it writes
 * @param expected the header that it is conditional on
 * @param header the header that it writes
 * @param rows the rows that it writes, on condition that there is none, or removes, on condition
 *     that there is one
 */
record CellWrite(long id, StoredHeader expected, CellHeader header, List<Row> rows) {
  /**
   * A row that is written or removed.
   *
   * @param user whose
   * @param row what is written; null to remove it
   */
  record Row(UserId user, @Nullable LikeRow row) {}

  CellWrite {
    rows = List.copyOf(rows);
  }

  CellId cell() {
    return header.cell();
  }

  /** Returns the header behind the batch. */
  StoredHeader next() {
    return new StoredHeader(header, expected.recent().with(id));
  }
}
