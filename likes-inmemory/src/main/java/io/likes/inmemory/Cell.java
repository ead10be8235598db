package io.likes.inmemory;

import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Header and rows of one cell. Thread-safe. */
final class Cell {
  // So that a read among many removed rows ends soon.
  private static final int MAX_PARTS_PER_READ = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Rows rows = new Rows();
  // Written under the lock, together with the rows.
  private volatile CellHeader header;

  Cell(CellId id) {
    header = CellHeader.untouched(id);
  }

  CellHeader header() {
    return header;
  }

  BatchResult apply(Change change, int siblings) {
    Rows.Key key = new Rows.Key(change.user());
    int contention = 0;
    if (!lock.tryLock()) {
      contention = 1;
      lock.lock();
    }
    try {
      CellHeader before = header;
      boolean refused = before.seq() != 0 && before.siblings() != siblings;
      LikeRow row = refused ? null : rows.get(key);
      if (refused || (row == null && before.closed())) {
        return answer(before, Effect.WRONG_PLACE, before.seq(), change.timeMillis(), contention);
      }
      if (change.liked() == (row != null)) {
        return row == null
            ? answer(before, Effect.UNCHANGED, before.seq(), change.timeMillis(), contention)
            : answer(before, Effect.UNCHANGED, row.seq(), row.timeMillis(), contention);
      }
      // All that takes memory before the rows change: without any, nothing has changed.
      long seq = before.seq() + 1;
      long total = before.total() + (row == null ? 1 : -1);
      CellHeader after = new CellHeader(before.cell(), seq, total, before.children(), siblings);
      long time = row == null ? change.timeMillis() : row.timeMillis();
      BatchResult result = answer(after, Effect.CHANGED, seq, time, contention);
      if (row == null) {
        rows.add(key, seq, change.timeMillis(), change.type());
      } else {
        rows.remove(key);
      }
      header = after;
      return result;
    } finally {
      lock.unlock();
    }
  }

  private static BatchResult answer(
      CellHeader header, Effect effect, long seq, long timeMillis, int contention) {
    return new BatchResult(header, List.of(new ChangeResult(effect, seq, timeMillis)), contention);
  }

  CellHeader close(int siblings, int children) {
    lock.lock();
    try {
      CellHeader before = header;
      if (before.closed()) {
        return before;
      }
      int first = before.seq() == 0 ? siblings : before.siblings();
      CellHeader after =
          new CellHeader(before.cell(), before.seq() + 1, before.total(), children, first);
      header = after;
      return after;
    } finally {
      lock.unlock();
    }
  }

  PairState state(Rows.Key key) {
    lock.lock();
    try {
      return new PairState(rows.get(key), header);
    } finally {
      lock.unlock();
    }
  }

  RowPage rows(@Nullable Position after, int limit) {
    Position start = after == null ? new Position(0, header.seq()) : after;
    List<LikeRow> found = new ArrayList<>();
    long seq = start.seq();
    for (int parts = 0; parts < MAX_PARTS_PER_READ; parts++) {
      Rows.Part part = part(seq);
      for (LikeRow row : part.rows()) {
        if (row.seq() > start.bound()) {
          return new RowPage(header, found, null);
        }
        if (found.size() == limit) {
          return new RowPage(header, found, new Position(seq, start.bound()).cursor());
        }
        found.add(row);
        seq = row.seq();
      }
      if (part.next() == 0 || part.next() > start.bound()) {
        return new RowPage(header, found, null);
      }
      seq = part.next() - 1;
    }
    return new RowPage(header, found, new Position(seq, start.bound()).cursor());
  }

  private Rows.Part part(long afterSeq) {
    Rows.RawPart raw;
    lock.lock();
    try {
      raw = rows.partAfter(afterSeq);
    } finally {
      lock.unlock();
    }
    return raw.part(afterSeq);
  }
}
