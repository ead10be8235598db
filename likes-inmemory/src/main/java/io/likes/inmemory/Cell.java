package io.likes.inmemory;

import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeRow;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Header and rows of one cell. Thread-safe. */
final class Cell {
  // So that reading a cell of many empty pages ends soon.
  private static final int MAX_PARTS_PER_READ = 1000;

  private static final int SPINS = 100;

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

  BatchResult apply(CellBatch batch) {
    List<Change> changes = batch.changes();
    Rows.Key[] keys = new Rows.Key[changes.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Rows.Key.of(changes.get(i).user());
    }
    ChangeResult[] results = new ChangeResult[keys.length];
    CellHeader after;
    int contention = lock() ? 0 : 1;
    try {
      CellHeader before = header;
      if (before.seq() != 0 && before.siblings() != batch.siblings()) {
        return refused(batch, before, contention);
      }
      long seq = before.seq();
      long total = before.total();
      for (int i = 0; i < results.length; i++) {
        Change change = changes.get(i);
        LikeRow row = rows.get(keys[i]);
        if (row == null && before.closed()) {
          results[i] =
              new ChangeResult(ChangeResult.Effect.WRONG_PLACE, before.seq(), change.timeMillis());
        } else if (row == null && change.liked()) {
          rows.add(keys[i], ++seq, change.timeMillis(), change.type());
          total++;
          results[i] = new ChangeResult(ChangeResult.Effect.CHANGED, seq, change.timeMillis());
        } else if (row == null) {
          results[i] =
              new ChangeResult(ChangeResult.Effect.UNCHANGED, before.seq(), change.timeMillis());
        } else if (change.liked()) {
          results[i] = new ChangeResult(ChangeResult.Effect.UNCHANGED, row.seq(), row.timeMillis());
        } else {
          rows.remove(keys[i]);
          total--;
          results[i] = new ChangeResult(ChangeResult.Effect.CHANGED, ++seq, row.timeMillis());
        }
      }
      after = before;
      if (seq != before.seq()) {
        after = new CellHeader(before.cell(), seq, total, before.children(), batch.siblings());
        header = after;
      }
    } finally {
      lock.unlock();
    }
    return new BatchResult(after, List.of(results), contention);
  }

  /** Locks the cell; returns whether it was free. */
  private boolean lock() {
    if (lock.tryLock()) {
      return true;
    }
    // The lock is held for less time than it takes to put a thread to sleep.
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
      if (lock.tryLock()) {
        return false;
      }
    }
    lock.lock();
    return false;
  }

  /** Answer of a cell that holds none of the batch's users. */
  static BatchResult refused(CellBatch batch, CellHeader header, int contention) {
    return unchanged(batch, header, ChangeResult.Effect.WRONG_PLACE, contention);
  }

  /** Answer of a cell that was never written to a batch of unlikes. */
  static BatchResult neverWritten(CellBatch batch) {
    CellHeader header = CellHeader.untouched(batch.cell());
    return unchanged(batch, header, ChangeResult.Effect.UNCHANGED, 0);
  }

  private static BatchResult unchanged(
      CellBatch batch, CellHeader header, ChangeResult.Effect effect, int contention) {
    List<ChangeResult> results = new ArrayList<>();
    for (Change change : batch.changes()) {
      results.add(new ChangeResult(effect, header.seq(), change.timeMillis()));
    }
    return new BatchResult(header, results, contention);
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

  RowPage rows(Position after, int limit) {
    List<LikeRow> found = new ArrayList<>();
    Position last = after;
    for (int parts = 0; parts < MAX_PARTS_PER_READ; parts++) {
      Rows.Part part = part(last.hash());
      for (Rows.Placed placed : part.rowsAfter(last)) {
        if (found.size() == limit) {
          return new RowPage(header, found, last.cursor());
        }
        found.add(placed.row());
        last = placed.position();
      }
      if (part.lastHash() == -1) {
        return new RowPage(header, found, null);
      }
      // Rows of the next part come behind this, since their seq is at least 1.
      last = new Position(part.lastHash() + 1, 0);
    }
    return new RowPage(header, found, last.cursor());
  }

  private Rows.Part part(long hash) {
    lock.lock();
    try {
      return rows.part(hash);
    } finally {
      lock.unlock();
    }
  }
}
