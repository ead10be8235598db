package io.likes.spi;

import java.util.Objects;

/**
 * State of a cell at one instant: what leaves a cell is this, never a difference. Of two headers of
 * one cell the one with the higher {@code seq} is the newer. Immutable.
 *
 * @param cell the cell
 * @param seq number of changes of the cell, 0 if it was never written
 * @param total number of rows at this {@code seq}
 * @param children 0 while the cell is open, else the number of its children, for ever
 * @param siblings number of children of the parent, as given by the first write; 0 in the root and
 *     in a cell that was never written
 */
public record CellHeader(CellId cell, long seq, long total, int children, int siblings) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public CellHeader {
    Objects.requireNonNull(cell, "cell");
    if (seq < 0 || total < 0 || total > seq) {
      throw new IllegalArgumentException(
          "seq and total must be 0 <= total <= seq, but are "
              + seq
              + " and "
              + total
              + " of "
              + cell);
    }
    if (children != 0) {
      CellId.checkChildren(children);
    }
    if (siblings != 0) {
      CellId.checkChildren(siblings);
    }
  }

  /** Returns the header of a cell that was never written. */
  public static CellHeader untouched(CellId cell) {
    return new CellHeader(cell, 0, 0, 0, 0);
  }

  /** Returns whether the cell is closed: it gains no row any more. */
  public boolean closed() {
    return children != 0;
  }

  /** Returns whether this header is newer than the other one of the same cell. */
  public boolean newerThan(CellHeader other) {
    return seq > other.seq;
  }
}
