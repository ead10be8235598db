package io.likes.spi;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link CounterStore} knows of one content. Immutable.
 *
 * @param cells the cells that are not expired, each once
 * @param age time since the last full sum, or since the first merge if there was none
 * @param timeToLive time until the first of the cells expires
 */
public record StoredCount(List<CellHeader> cells, Duration age, Duration timeToLive) {
  /** Nothing is known. */
  public static final StoredCount NONE = new StoredCount(List.of(), Duration.ZERO, Duration.ZERO);

  /** Copies the cells. */
  public StoredCount {
    cells = List.copyOf(Objects.requireNonNull(cells, "cells"));
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(timeToLive, "timeToLive");
  }

  /**
   * Returns whether every cell of the content is known: the root, and all children of each closed
   * cell. A child whose parent is known as open, from before it was closed, shows that the parent's
   * copy is too old: then its other children are not known.
   */
  public boolean complete() {
    boolean root = false;
    long wanted = 1;
    Map<CellId, Integer> closed = new HashMap<>();
    for (CellHeader cell : cells) {
      root |= cell.cell().depth() == 0;
      wanted += cell.children();
      if (cell.closed()) {
        closed.put(cell.cell(), cell.children());
      }
    }
    return root
        && cells.size() == wanted
        && cells.stream()
            .map(CellHeader::cell)
            .allMatch(
                cell -> cell.depth() == 0 || cell.index() < closed.getOrDefault(cell.parent(), 0));
  }
}
