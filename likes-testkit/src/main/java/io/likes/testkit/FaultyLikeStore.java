package io.likes.testkit;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A LikeStore that fails, loses replies, is slow and is counted, as its {@link Faults} say. {@link
 * #limits()} always answers.
 *
 * <p>Thread-safe if the store is.
 */
public final class FaultyLikeStore implements LikeStore {
  private final LikeStore store;
  private final Faults faults;
  // A late write looks at seq and then writes. Held exclusively meanwhile, across both calls,
  // because
  // a write of another thread between them would be one that the store itself had refused.
  private final ReadWriteLock lateWrite = new ReentrantReadWriteLock();

  /** Decorates a store with faults of its own. */
  public FaultyLikeStore(LikeStore store) {
    this(store, new Faults());
  }

  /**
   * Decorates a store.
   *
   * @throws IllegalArgumentException if an argument is null
   */
  public FaultyLikeStore(LikeStore store, Faults faults) {
    this.store = Check.present("store", store);
    this.faults = Check.present("faults", faults);
  }

  /** Returns what decides about the calls and counts them. */
  public Faults faults() {
    return faults;
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    return write(SpiCall.APPLY, batch.cell(), () -> store.apply(batch));
  }

  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    return write(SpiCall.CLOSE, cell, () -> store.close(cell, siblings, children));
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    return faults.read(SpiCall.HEADERS, () -> store.headers(cells), null);
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    return faults.read(SpiCall.STATES, () -> store.states(user, cells), null);
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    return faults.read(
        SpiCall.ROWS,
        () -> store.rows(cell, after, limit),
        () -> store.rows(cell, after, Math.min(limit, 1)));
  }

  @Override
  public CellLimits limits() {
    return store.limits();
  }

  private <T> T write(SpiCall call, CellId cell, Supplier<T> operation) {
    return faults.change(
        call,
        () -> {
          lateWrite.readLock().lock();
          try {
            return operation.get();
          } finally {
            lateWrite.readLock().unlock();
          }
        },
        () -> {
          long sent = seq(cell);
          return () -> writeLate(cell, sent, operation);
        });
  }

  private void writeLate(CellId cell, long sent, Supplier<?> operation) {
    lateWrite.writeLock().lock();
    try {
      if (seq(cell) == sent) {
        Object unused = operation.get();
      }
    } finally {
      lateWrite.writeLock().unlock();
    }
  }

  private long seq(CellId cell) {
    CellHeader header = store.headers(List.of(cell)).get(cell);
    return header == null ? 0 : header.seq();
  }
}
