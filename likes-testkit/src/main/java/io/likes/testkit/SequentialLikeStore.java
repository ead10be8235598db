package io.likes.testkit;

import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.PairState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a LikeStore means, one call after the other: histories are compared with it. Not
 * thread-safe.
 */
final class SequentialLikeStore {
  private final Map<CellId, CellHeader> headers = new HashMap<>();
  private final Map<CellId, Map<UserId, LikeRow>> rows = new HashMap<>();

  BatchResult apply(CellBatch batch) {
    CellHeader before = header(batch.cell());
    boolean refused = before.seq() > 0 && before.siblings() != batch.siblings();
    Map<UserId, LikeRow> cell = rows.computeIfAbsent(batch.cell(), c -> new HashMap<>());
    List<ChangeResult> results = new ArrayList<>();
    long seq = before.seq();
    for (Change change : batch.changes()) {
      LikeRow row = cell.get(change.user());
      if (refused || (row == null && before.closed())) {
        results.add(new ChangeResult(Effect.WRONG_PLACE, before.seq(), change.timeMillis()));
      } else if (change.liked() == (row != null)) {
        results.add(
            row == null
                ? new ChangeResult(Effect.UNCHANGED, before.seq(), change.timeMillis())
                : new ChangeResult(Effect.UNCHANGED, row.seq(), row.timeMillis()));
      } else {
        seq++;
        results.add(
            new ChangeResult(
                Effect.CHANGED, seq, row == null ? change.timeMillis() : row.timeMillis()));
        if (row == null) {
          cell.put(
              change.user(), new LikeRow(change.user(), seq, change.timeMillis(), change.type()));
        } else {
          cell.remove(change.user());
        }
      }
    }
    CellHeader after = before;
    if (seq > before.seq()) {
      after = new CellHeader(batch.cell(), seq, cell.size(), before.children(), batch.siblings());
      headers.put(batch.cell(), after);
    }
    return new BatchResult(after, results, 0);
  }

  CellHeader close(CellId cell, int siblings, int children) {
    CellHeader before = header(cell);
    if (!before.closed()) {
      int first = before.seq() == 0 ? siblings : before.siblings();
      headers.put(cell, new CellHeader(cell, before.seq() + 1, before.total(), children, first));
    }
    return header(cell);
  }

  CellHeader header(CellId cell) {
    return headers.getOrDefault(cell, CellHeader.untouched(cell));
  }

  PairState state(UserId user, CellId cell) {
    @Nullable LikeRow row = rows.getOrDefault(cell, Map.of()).get(user);
    return new PairState(row, header(cell));
  }

  Set<LikeRow> rows(CellId cell) {
    return new HashSet<>(rows.getOrDefault(cell, Map.of()).values());
  }

  StorageView.StoredCell stored(CellId cell) {
    CellHeader header = header(cell);
    return new StorageView.StoredCell(
        rows.getOrDefault(cell, Map.of()).keySet(),
        header.total(),
        header.seq(),
        header.children());
  }
}
