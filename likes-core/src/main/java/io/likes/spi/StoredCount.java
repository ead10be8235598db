package io.likes.spi;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CounterStore} knows of one content. Immutable.
 *
 * @param cells the cells that are not expired, each once
 * @param age time since the last full sum; null if there was none, or if a merge began the copy of
 *     a cell after it. Such a copy may be of any age: the log may hold events that are older than
 *     the first one that was merged
 * @param timeToLive time until the first of the cells expires
 */
public record StoredCount(List<CellHeader> cells, @Nullable Duration age, Duration timeToLive) {
  /** Nothing is known. */
  public static final StoredCount NONE = new StoredCount(List.of(), null, Duration.ZERO);

  /** Copies the cells. */
  public StoredCount {
    cells = List.copyOf(Objects.requireNonNull(cells, "cells"));
    Objects.requireNonNull(timeToLive, "timeToLive");
  }

  /**
   * Returns whether the content was summed and every cell of it is known: the root, and all
   * children of each closed cell. A child whose parent is known as open, from before it was closed,
   * shows that the parent's copy is too old: then its other children are not known.
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
    return age != null
        && root
        && cells.size() == wanted
        && cells.stream()
            .map(CellHeader::cell)
            .allMatch(
                cell -> cell.depth() == 0 || cell.index() < closed.getOrDefault(cell.parent(), 0));
  }
}
