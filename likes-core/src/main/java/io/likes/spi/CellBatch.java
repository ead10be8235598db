package io.likes.spi;

import java.util.List;
import java.util.Objects;

/**
 * Changes of one cell that are applied together. Immutable.
 *
 * @param cell the cell
 * @param siblings number of children of the cell's parent; 0 for the root
 * @param changes one or more, at most {@link CellLimits#maxBatch()}, at most one of a user
 */
public record CellBatch(CellId cell, int siblings, List<Change> changes) {
  /**
   * Copies the changes.
   *
   * @throws IllegalArgumentException if there is no change, or {@code siblings} does not go with
   *     the cell
   */
  public CellBatch {
    Objects.requireNonNull(cell, "cell");
    changes = List.copyOf(Objects.requireNonNull(changes, "changes"));
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("changes must not be empty, for " + cell);
    }
    if (cell.depth() == 0) {
      if (siblings != 0) {
        throw new IllegalArgumentException(
            "siblings of a root must be 0, but is " + siblings + " for " + cell);
      }
    } else {
      CellId.checkChildren(siblings);
      if (cell.index() >= siblings) {
        throw new IllegalArgumentException("cell " + cell + " cannot be one of " + siblings);
      }
    }
  }
}
