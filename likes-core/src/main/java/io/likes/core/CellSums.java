package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.LikesListener;
import io.likes.LikesListener.Operation;
import io.likes.TimeSource;
import io.likes.core.Content.Known;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of all cells of contents from the LikeStore, many contents together.
 * Thread-safe.
 */
final class CellSums {
  private final LikeStore store;
  private final Contents contents;
  private final LikesListener listener;
  private final TimeSource time;

  CellSums(LikeStore store, Contents contents, LikesListener listener, TimeSource time) {
    this.store = store;
    this.contents = contents;
    this.listener = listener;
    this.time = time;
  }

  /**
   * Reads the contents and keeps what it read in them. One round trip if the cells are known, one
   * more for each level of cells that is not.
   *
   * @return the headers of all cells, of all contents
   * @throws BackendException if not all could be read; nothing is known better then
   */
  List<CellHeader> read(Collection<Content> asked) {
    long start = time.nanoTime();
    boolean failed = true;
    try {
      Map<Cell, CellHeader> before = new LinkedHashMap<>();
      for (Content content : asked) {
        content.root.forEach(cell -> before.put(cell, cell.header()));
      }
      Map<CellId, CellHeader> read = new HashMap<>();
      try {
        Collection<Cell> next = before.keySet();
        while (!next.isEmpty()) {
          next = readLevel(next, before, read);
        }
      } catch (RuntimeException e) {
        throw Failures.ofRead(e);
      }
      for (Content content : asked) {
        content.known(new Known(start, start));
        contents.reweigh(content);
      }
      failed = false;
      return List.copyOf(read.values());
    } finally {
      listener.timed(Operation.SUM, time.nanoTime() - start, failed);
    }
  }

  /** Reads some cells; returns those below them that were not read yet. */
  private Collection<Cell> readLevel(
      Collection<Cell> cells, Map<Cell, CellHeader> before, Map<CellId, CellHeader> read) {
    Map<CellId, CellHeader> headers = store.headers(cells.stream().map(cell -> cell.id).toList());
    List<Cell> below = new ArrayList<>();
    for (Cell cell : cells) {
      CellHeader header = headers.get(cell.id);
      if (header == null) {
        throw new BackendException(Effect.NOT_APPLIED, "the store left out " + cell.id, null);
      }
      @Nullable CellHeader known = before.get(cell);
      cell.merge(header);
      if ((known != null && Cell.setBack(known, header)) || cell.children() < header.children()) {
        contents.forget(cell.content);
        throw new BackendException(
            Effect.NOT_APPLIED,
            "the store was set back: " + known + " was seen before " + header,
            null);
      }
      read.put(cell.id, header);
      for (int i = 0; i < header.children(); i++) {
        Cell child = cell.child(i);
        if (!before.containsKey(child)) {
          below.add(child);
        }
      }
    }
    return below;
  }
}
