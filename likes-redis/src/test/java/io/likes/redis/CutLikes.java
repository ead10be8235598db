package io.likes.redis;

import io.likes.BackendException;
import io.likes.UserId;
import io.likes.servers.FaultyProxy;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A store whose replies are cut now and then, from some byte on, until a call fails of it: by
 * itself the network would not know when that is.
 */
record CutLikes(LikeStore store, FaultyProxy proxy, AtomicInteger calls) implements LikeStore {
  private static final int CALLS_PER_CUT = 100;
  private static final int REPLY_BYTES = 40;

  CutLikes(LikeStore store, FaultyProxy proxy) {
    this(store, proxy, new AtomicInteger());
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    int call = calls.getAndIncrement();
    if (call % CALLS_PER_CUT == 0) {
      proxy.cutAfterReplyBytes(call / CALLS_PER_CUT * 7 % REPLY_BYTES);
    }
    try {
      return store.apply(batch);
    } catch (BackendException e) {
      proxy.heal();
      throw e;
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
    return store.limits();
  }
}
