package io.likes.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of the rows of one cell. Immutable.
 *
 * @param header the header, read at or after the moment at which this part of the rows was read
 * @param rows the rows, in the store's own fixed order
 * @param next position behind the last row, opaque; null if no row follows
 */
public record RowPage(CellHeader header, List<LikeRow> rows, @Nullable String next) {
  /** Copies the rows. */
  public RowPage {
    Objects.requireNonNull(header, "header");
    rows = List.copyOf(Objects.requireNonNull(rows, "rows"));
  }
}
