package io.likes.testkit;

import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A correct store of one lock and some maps. Its steps are apart, so that {@link LikeStoreFlaw} can
 * break each of them.
 */
class PlainLikeStore implements LikeStore, StorageView {
  /** A cell; guarded by the lock of the store. */
  static final class Cell {
    final CellId id;
    final Map<UserId, LikeRow> rows = new HashMap<>();
    long seq;
    long total;
    int children;
    int siblings;

    Cell(CellId id) {
      this.id = id;
    }

    CellHeader header() {
      return new CellHeader(id, seq, total, children, siblings);
    }
  }

  private static final Comparator<LikeRow> PAGE_ORDER = Comparator.comparingLong(LikeRow::seq);

  private final Map<CellId, Cell> cells = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  final <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  Cell cell(CellId id) {
    return cells.computeIfAbsent(id, Cell::new);
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    return locked(() -> write(batch));
  }

  BatchResult write(CellBatch batch) {
    Cell cell = cell(batch.cell());
    long before = cell.seq;
    boolean refused = refused(cell, batch);
    List<ChangeResult> results = new ArrayList<>();
    for (Change change : batch.changes()) {
      results.add(
          refused
              ? new ChangeResult(Effect.WRONG_PLACE, before, change.timeMillis())
              : write(cell, batch, change, before));
    }
    return new BatchResult(cell.header(), results, 0);
  }

  boolean refused(Cell cell, CellBatch batch) {
    return cell.seq > 0 && cell.siblings != batch.siblings();
  }

  ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
    LikeRow row = cell.rows.get(change.user());
    long time = row == null ? change.timeMillis() : row.timeMillis();
    Effect effect = effect(cell, row, change);
    if (effect != Effect.CHANGED) {
      return new ChangeResult(effect, row == null ? seqBefore : row.seq(), time);
    }
    cell.siblings = batch.siblings();
    cell.seq++;
    if (change.liked()) {
      cell.rows.put(change.user(), row(change, cell.seq));
      cell.total++;
    } else {
      cell.rows.remove(change.user());
      cell.total--;
    }
    return new ChangeResult(Effect.CHANGED, cell.seq, time);
  }

  Effect effect(Cell cell, @Nullable LikeRow row, Change change) {
    if (row == null && cell.children != 0) {
      return Effect.WRONG_PLACE;
    }
    return change.liked() == (row != null) ? Effect.UNCHANGED : Effect.CHANGED;
  }

  LikeRow row(Change change, long seq) {
    return new LikeRow(change.user(), seq, change.timeMillis(), change.type());
  }

  @Override
  public CellHeader close(CellId id, int siblings, int children) {
    checkClosing(id, children);
    return locked(
        () -> {
          Cell cell = cell(id);
          if (cell.children == 0) {
            close(cell, siblings, children);
          }
          return cell.header();
        });
  }

  void checkClosing(CellId id, int children) {
    CellId.checkChildren(children);
    if (id.depth() == CellId.MAX_DEPTH) {
      throw new IllegalArgumentException("cell must not be at the lowest depth, but is " + id);
    }
  }

  void close(Cell cell, int siblings, int children) {
    cell.siblings = cell.seq == 0 ? siblings : cell.siblings;
    cell.seq++;
    cell.children = children;
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> ids) {
    return locked(
        () -> {
          Map<CellId, CellHeader> headers = new LinkedHashMap<>();
          ids.forEach(id -> headers.put(id, cell(id).header()));
          return headers;
        });
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> ids) {
    return locked(
        () -> {
          Map<CellId, PairState> states = new LinkedHashMap<>();
          ids.forEach(
              id -> states.put(id, new PairState(cell(id).rows.get(user), cell(id).header())));
          return states;
        });
  }

  @Override
  public RowPage rows(CellId id, @Nullable String after, int limit) {
    checkPage(limit);
    long from = after == null ? 0 : position(after);
    return locked(
        () -> {
          Cell cell = cell(id);
          List<LikeRow> left =
              cell.rows.values().stream()
                  .filter(row -> row.seq() > from)
                  .sorted(PAGE_ORDER)
                  .toList();
          return page(cell, left, limit);
        });
  }

  RowPage page(Cell cell, List<LikeRow> left, int limit) {
    if (left.size() <= limit) {
      return new RowPage(cell.header(), left, null);
    }
    return new RowPage(
        cell.header(), left.subList(0, limit), Long.toString(left.get(limit - 1).seq()));
  }

  void checkPage(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
  }

  static long position(String after) {
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("after must be a position, but is '" + after + "'", e);
    }
  }

  @Override
  public CellLimits limits() {
    return new CellLimits(100, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public StoredCell read(CellId id) {
    return locked(
        () -> {
          Cell cell = cell(id);
          return new StoredCell(
              new HashSet<>(cell.rows.keySet()), cell.total, cell.seq, cell.children);
        });
  }
}
