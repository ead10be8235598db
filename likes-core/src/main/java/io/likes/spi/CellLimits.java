package io.likes.spi;

/**
 * What one cell of a store bears. A cell beyond one of the limits is closed; {@link Long#MAX_VALUE}
 * means no limit. Immutable.
 *
 * @param maxBatch most changes in one {@link CellBatch}; 1 if a write is no round trip and each
 *     caller writes for itself
 * @param maxRows rows that a cell should hold
 * @param maxChangesPerSecond changes a second, from this process, that a cell should take
 * @param maxContentionPerSecond sum of {@link BatchResult#contention()} a second that a cell should
 *     see
 */
public record CellLimits(
    int maxBatch, long maxRows, long maxChangesPerSecond, long maxContentionPerSecond) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is less than 1
   */
  public CellLimits {
    if (maxBatch < 1 || maxRows < 1 || maxChangesPerSecond < 1 || maxContentionPerSecond < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1, but are maxBatch "
              + maxBatch
              + ", maxRows "
              + maxRows
              + ", maxChangesPerSecond "
              + maxChangesPerSecond
              + ", maxContentionPerSecond "
              + maxContentionPerSecond);
    }
  }
}
