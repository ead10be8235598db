package io.likes.core;

import io.likes.ContentId;
import io.likes.Liker;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import io.likes.spi.RowPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the users who like a content, cell after cell in the order of their paths. A cursor is the
 * cell's path, a colon, and the position in the cell; rows never move between cells, so each comes
 * once. Thread-safe.
 */
final class LikerPages {
  // A page is cut short rather than asking for many cells that hold few rows each.
  private static final int MAX_READS = 16;

  private final LikeStore store;
  private final CellSums sums;
  private final Contents contents;

  LikerPages(LikeStore store, CellSums sums, Contents contents) {
    this.store = store;
    this.sums = sums;
    this.contents = contents;
  }

  Page<Liker> read(ContentId id, PageRequest page) {
    CellId from = CellId.root(id);
    String after = null;
    String cursor = page.cursor();
    if (cursor != null) {
      int colon = cursor.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException(
            "cursor must be one of this list, but is '" + cursor + "'");
      }
      from = cell(id, cursor, colon);
      after = colon + 1 == cursor.length() ? null : cursor.substring(colon + 1);
    }
    List<CellId> cells = cellsWithRows(id, from);
    List<Liker> likers = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      CellId cell = cells.get(i);
      if (i == MAX_READS || likers.size() == page.size()) {
        return new Page<>(likers, new PageRequest(page.size(), cell.path() + ":"));
      }
      RowPage rows =
          store.rows(cell, cell.equals(from) ? after : null, page.size() - likers.size());
      rows.rows()
          .forEach(
              row ->
                  likers.add(
                      new Liker(row.user(), Instant.ofEpochMilli(row.timeMillis()), row.type())));
      if (rows.next() != null) {
        return new Page<>(likers, new PageRequest(page.size(), cell.path() + ":" + rows.next()));
      }
    }
    return new Page<>(likers, null);
  }

  private static CellId cell(ContentId id, String cursor, int colon) {
    try {
      return CellId.of(id, cursor.substring(0, colon));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cursor must be one of this list, but is '" + cursor + "'", e);
    }
  }

  /** Returns the cells that have rows, in the order of their paths, from the given one on. */
  private List<CellId> cellsWithRows(ContentId id, CellId from) {
    Content content = contents.get(id);
    sums.read(List.of(content));
    List<CellId> cells = new ArrayList<>();
    content.root.forEach(
        cell -> {
          if (cell.id.compareTo(from) >= 0 && cell.header().total() > 0) {
            cells.add(cell.id);
          }
        });
    return cells;
  }
}
