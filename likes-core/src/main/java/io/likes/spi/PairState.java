package io.likes.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a cell says of one user. Immutable.
 *
 * @param row the user's row; null if the cell has none
 * @param header the header at the same instant
 */
public record PairState(@Nullable LikeRow row, CellHeader header) {
  /** Checks that the header is not null. */
  public PairState {
    Objects.requireNonNull(header, "header");
  }
}
