package io.likes.examples.service.demo;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import java.util.ArrayList;
import java.util.List;

/** Looks at the cells of a content, past the service: what is shown is compared with it. */
final class Cells {
  private final LikeStore store;

  Cells(LikeStore store) {
    this.store = store;
  }

  /**
   * What the store holds.
   *
   * @param total number of likes
   * @param cells number of cells
   */
  record Stored(long total, int cells) {}

  Stored of(ContentId content) {
    long total = 0;
    int cells = 0;
    List<CellId> level = List.of(CellId.root(content));
    while (!level.isEmpty()) {
      List<CellId> below = new ArrayList<>();
      for (CellHeader header : store.headers(level).values()) {
        total += header.total();
        cells++;
        for (int child = 0; child < header.children(); child++) {
          below.add(header.cell().child(child));
        }
      }
      level = below;
    }
    return new Stored(total, cells);
  }
}
