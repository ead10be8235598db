package io.likes.inmemory;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeStoreContract;
import io.likes.testkit.StorageView;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

final class InMemoryLikeStoreContractTest extends LikeStoreContract {
  private final InMemoryLikeStore store = new InMemoryLikeStore();

  @Override
  protected LikeStore open() {
    return store;
  }

  @Override
  protected StorageView storage() {
    return this::stored;
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.noneOf(Capability.class);
  }

  private StorageView.StoredCell stored(CellId id) {
    Cell cell = store.cell(id);
    if (cell == null) {
      return StorageView.StoredCell.UNTOUCHED;
    }
    CellHeader header = cell.header();
    return new StorageView.StoredCell(
        cell.rows(null, Integer.MAX_VALUE).rows().stream()
            .map(LikeRow::user)
            .collect(Collectors.toSet()),
        header.total(),
        header.seq(),
        header.children());
  }
}
