package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a content out of all its cells, past every service and every counter. */
final class StoredRows {
  private static final int PAGE = 1000;

  private final LikeStore store;

  StoredRows(LikeStore store) {
    this.store = store;
  }

  /**
   * What is stored of one content.
   *
   * @param users of all rows; a user with two rows is there twice
   * @param cells how many there are, the closed ones included
   */
  record Stored(List<UserId> users, int cells) {}

  /**
   * Reads all of a content.
   *
   * @throws io.likes.BackendException if not all could be read
   */
  Stored of(ContentId content) {
    List<UserId> users = new ArrayList<>();
    int cells = collect(CellId.root(content), users);
    return new Stored(users, cells);
  }

  /** Collects the users below a cell, and returns how many cells there are, itself included. */
  private int collect(CellId cell, List<UserId> users) {
    @Nullable String after = null;
    int children;
    do {
      RowPage page = store.rows(cell, after, PAGE);
      page.rows().stream().map(LikeRow::user).forEach(users::add);
      after = page.next();
      children = page.header().children();
    } while (after != null);
    int cells = 1;
    for (int child = 0; child < children; child++) {
      cells += collect(cell.child(child), users);
    }
    return cells;
  }
}
