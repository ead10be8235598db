package io.likes.core;

import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store of one cell, which nobody changes. */
record OnePage(RowPage page) implements LikeStore {
  @Override
  public BatchResult apply(CellBatch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    Map<CellId, CellHeader> headers = new HashMap<>();
    for (CellId cell : cells) {
      headers.put(
          cell, cell.equals(page.header().cell()) ? page.header() : CellHeader.untouched(cell));
    }
    return headers;
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    return page;
  }

  @Override
  public CellLimits limits() {
    throw new UnsupportedOperationException();
  }
}
