package io.likes.examples.snippets;

import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.RowPage;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeStoreContract;
import io.likes.testkit.StorageView;
import java.util.Set;
import java.util.stream.Collectors;

/** How the author of a backend proves it; the in-memory store stands for theirs. */
// region contract
class OwnBackendTest extends LikeStoreContract {
  private final LikeStore store = new InMemoryLikeStore(); // your store, over your client

  @Override
  protected LikeStore open() {
    return store;
  }

  @Override
  protected StorageView storage() {
    return this::stored; // reads past the store under test
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of();
  }

  // endregion
  // The in-memory store has no other way in; the test of the module itself looks at its cells.
  private StorageView.StoredCell stored(CellId cell) {
    RowPage page = store.rows(cell, null, Integer.MAX_VALUE);
    CellHeader header = page.header();
    return new StorageView.StoredCell(
        page.rows().stream().map(LikeRow::user).collect(Collectors.toSet()),
        header.total(),
        header.seq(),
        header.children());
  }
}
