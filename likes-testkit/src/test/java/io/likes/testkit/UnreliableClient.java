package io.likes.testkit;

import io.likes.BackendException;
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
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Fails every third batch or so, before or after it was applied, and says so truly. */
class UnreliableClient implements LikeStore {
  private final LikeStore store;
  private final Random random = new Random(42);

  UnreliableClient(LikeStore store) {
    this.store = store;
  }

  @Override
  public final BatchResult apply(CellBatch batch) {
    return switch (random.nextInt(6)) {
      case 0 -> failedBefore(batch);
      case 1 -> failedAfter(batch, store.apply(batch));
      default -> store.apply(batch);
    };
  }

  BatchResult failedBefore(CellBatch batch) {
    throw new BackendException(BackendException.Effect.NOT_APPLIED, "not sent: " + batch, null);
  }

  BatchResult failedAfter(CellBatch batch, BatchResult result) {
    throw new BackendException(
        BackendException.Effect.UNKNOWN, "reply lost: " + batch + ", " + result, null);
  }

  @Override
  public final CellHeader close(CellId cell, int siblings, int children) {
    return store.close(cell, siblings, children);
  }

  @Override
  public final Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    return store.headers(cells);
  }

  @Override
  public final Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    return store.states(user, cells);
  }

  @Override
  public final RowPage rows(CellId cell, @Nullable String after, int limit) {
    return store.rows(cell, after, limit);
  }

  @Override
  public final CellLimits limits() {
    return store.limits();
  }
}
