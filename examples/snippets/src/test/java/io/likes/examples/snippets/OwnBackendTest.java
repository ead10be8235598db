package io.likes.examples.snippets;

import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeStoreContract;
import io.likes.testkit.StorageView;
import java.util.Set;
import java.util.stream.Collectors;

/** How the author of a backend proves it; the in-memory store, read by itself, is in its place. */
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
  private StorageView.StoredCell stored(CellId cell) {
    var page = store.rows(cell, null, Integer.MAX_VALUE);
    var header = page.header();
    var users = page.rows().stream().map(row -> row.user()).collect(Collectors.toSet());
    return new StorageView.StoredCell(users, header.total(), header.seq(), header.children());
  }
}
