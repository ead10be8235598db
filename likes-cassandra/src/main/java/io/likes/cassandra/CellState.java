package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.LikeRow;
import java.util.Map;

/**
 * Header and some rows of a cell at one instant. Immutable.
 *
 * @param header the header
 * @param rows rows of the users who were asked for and have one
 */
record CellState(StoredHeader header, Map<UserId, LikeRow> rows) {
  CellState {
    rows = Map.copyOf(rows);
  }
}
