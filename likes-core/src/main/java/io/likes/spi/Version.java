package io.likes.spi;

/**
 * Version of a pair: strictly increasing over the life of the pair, whatever any clock does,
 * because a pair moves down only. Immutable.
 *
 * @param depth depth of the cell that the change was made in
 * @param seq seq of the change in that cell
 */
public record Version(int depth, long seq) implements Comparable<Version> {
  private static final int SEQ_BITS = 56;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if {@code depth} is not 0 to {@link CellId#MAX_DEPTH}, or
   *     {@code seq} not 0 to 2^56-1
   */
  public Version {
    if (depth < 0 || depth > CellId.MAX_DEPTH || seq < 0 || seq >>> SEQ_BITS != 0) {
      throw new IllegalArgumentException("version out of range: depth " + depth + ", seq " + seq);
    }
  }

  /** Returns one positive number with the same order, for stores that order by a timestamp. */
  public long toLong() {
    return (long) depth << SEQ_BITS | seq;
  }

  @Override
  public int compareTo(Version other) {
    return Long.compare(toLong(), other.toLong());
  }
}
