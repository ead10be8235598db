package io.likes.core;

import io.likes.ContentType;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A small LikeStore behind one lock, that can be set back as a failover sets one back. */
class CellsInMemory implements LikeStore {
  private record Stored(CellHeader header, TreeMap<String, LikeRow> rows) {}

  private final CellLimits limits;
  private Map<CellId, Stored> cells = new HashMap<>();

  CellsInMemory(int maxBatch) {
    this.limits = new CellLimits(maxBatch, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Returns an action that sets the store back to what it is now. */
  synchronized Runnable savepoint() {
    Map<CellId, Stored> saved = copy(cells);
    return () -> {
      synchronized (this) {
        cells = copy(saved);
      }
    };
  }

  private static Map<CellId, Stored> copy(Map<CellId, Stored> cells) {
    Map<CellId, Stored> copy = new HashMap<>();
    cells.forEach(
        (cell, stored) ->
            copy.put(cell, new Stored(stored.header(), new TreeMap<>(stored.rows()))));
    return copy;
  }

  private Stored stored(CellId cell) {
    return cells.getOrDefault(cell, new Stored(CellHeader.untouched(cell), new TreeMap<>()));
  }

  /** Likes as another process does, in a cell that is open. */
  void like(CellId cell, UserId user) {
    int siblings = cell.depth() == 0 ? 0 : header(cell.parent()).children();
    apply(
        new CellBatch(cell, siblings, List.of(new Change(user, true, 0, ContentType.UNSPECIFIED))));
  }

  CellHeader header(CellId cell) {
    return headers(List.of(cell)).get(cell);
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    synchronized (this) {
      Stored stored = stored(batch.cell());
      CellHeader header = stored.header();
      int siblings = header.seq() == 0 ? batch.siblings() : header.siblings();
      if (siblings != batch.siblings()) {
        return new BatchResult(
            header,
            batch.changes().stream()
                .map(change -> new ChangeResult(Effect.WRONG_PLACE, header.seq(), 0))
                .toList(),
            0);
      }
      long seq = header.seq();
      List<ChangeResult> results = new ArrayList<>();
      for (Change change : batch.changes()) {
        LikeRow row = stored.rows().get(change.user().value());
        if (row == null && header.closed()) {
          results.add(new ChangeResult(Effect.WRONG_PLACE, seq, change.timeMillis()));
        } else if (change.liked() == (row != null)) {
          results.add(
              row == null
                  ? new ChangeResult(Effect.UNCHANGED, seq, change.timeMillis())
                  : new ChangeResult(Effect.UNCHANGED, row.seq(), row.timeMillis()));
        } else {
          results.add(new ChangeResult(Effect.CHANGED, ++seq, change.timeMillis()));
          if (change.liked()) {
            stored
                .rows()
                .put(
                    change.user().value(),
                    new LikeRow(change.user(), seq, change.timeMillis(), change.type()));
          } else {
            stored.rows().remove(change.user().value());
          }
        }
      }
      CellHeader now =
          new CellHeader(batch.cell(), seq, stored.rows().size(), header.children(), siblings);
      cells.put(batch.cell(), new Stored(now, stored.rows()));
      return new BatchResult(now, results, 0);
    }
  }

  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    synchronized (this) {
      Stored stored = stored(cell);
      CellHeader header = stored.header();
      if (header.closed()) {
        return header;
      }
      CellHeader now = new CellHeader(cell, header.seq() + 1, header.total(), children, siblings);
      cells.put(cell, new Stored(now, stored.rows()));
      return now;
    }
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> asked) {
    synchronized (this) {
      Map<CellId, CellHeader> headers = new HashMap<>();
      asked.forEach(cell -> headers.put(cell, stored(cell).header()));
      return headers;
    }
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> asked) {
    synchronized (this) {
      Map<CellId, PairState> states = new HashMap<>();
      asked.forEach(
          cell ->
              states.put(
                  cell,
                  new PairState(stored(cell).rows().get(user.value()), stored(cell).header())));
      return states;
    }
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    synchronized (this) {
      Stored stored = stored(cell);
      List<LikeRow> rows =
          (after == null ? stored.rows() : stored.rows().tailMap(after, false))
              .values().stream().limit(limit).toList();
      String next = rows.size() < limit ? null : rows.get(limit - 1).user().value();
      return new RowPage(stored.header(), rows, next);
    }
  }

  @Override
  public CellLimits limits() {
    return limits;
  }
}
