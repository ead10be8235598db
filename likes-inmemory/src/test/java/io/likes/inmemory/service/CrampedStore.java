package io.likes.inmemory.service;

import io.likes.UserId;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A store whose cells bear little, so that trees grow deep soon; with batches if wanted. */
final class CrampedStore implements LikeStore {
  private final InMemoryLikeStore store = new InMemoryLikeStore();
  private final ReentrantLock oneBatch = new ReentrantLock();
  private final CellLimits limits;

  CrampedStore(int maxBatch, long maxRows) {
    this.limits = new CellLimits(maxBatch, maxRows, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    oneBatch.lock();
    try {
      List<ChangeResult> results = new ArrayList<>();
      CellHeader header = null;
      for (Change change : batch.changes()) {
        BatchResult one =
            store.apply(new CellBatch(batch.cell(), batch.siblings(), List.of(change)));
        results.addAll(one.results());
        header = one.header();
      }
      return new BatchResult(header, results, 0);
    } finally {
      oneBatch.unlock();
    }
  }

  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    return store.close(cell, siblings, children);
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    return store.headers(cells);
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    return store.states(user, cells);
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    return store.rows(cell, after, limit);
  }

  @Override
  public CellLimits limits() {
    return limits;
  }
}
