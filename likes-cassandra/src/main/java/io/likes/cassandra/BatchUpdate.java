package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Applies the changes of a batch. The answer's contention is left to the caller. Immutable. */
record BatchUpdate(CellBatch batch) implements CellUpdates.Update<BatchResult> {
  @Override
  public Collection<UserId> users() {
    return batch.changes().stream().map(Change::user).toList();
  }

  /** Likes may be tried at once. An unlike must answer with the time of the row that it removes. */
  @Override
  public boolean guessable(StoredHeader header) {
    return !header.header().closed()
        && !refusedWhole(header.header())
        && batch.changes().stream().allMatch(Change::liked);
  }

  @Override
  public CellUpdates.Plan<BatchResult> plan(CellState state, long batchId) {
    CellHeader before = state.header().header();
    boolean refused = refusedWhole(before);
    List<CellWrite.Row> rows = new ArrayList<>();
    List<ChangeResult> results = new ArrayList<>();
    long seq = before.seq();
    long total = before.total();
    for (Change change : batch.changes()) {
      LikeRow row = state.rows().get(change.user());
      if (refused || (row == null && before.closed())) {
        results.add(new ChangeResult(Effect.WRONG_PLACE, before.seq(), change.timeMillis()));
      } else if (change.liked() && row == null) {
        LikeRow added = new LikeRow(change.user(), ++seq, change.timeMillis(), change.type());
        total++;
        rows.add(new CellWrite.Row(change.user(), added));
        results.add(new ChangeResult(Effect.CHANGED, seq, change.timeMillis()));
      } else if (!change.liked() && row != null) {
        total--;
        rows.add(new CellWrite.Row(change.user(), null));
        results.add(new ChangeResult(Effect.CHANGED, ++seq, row.timeMillis()));
      } else {
        results.add(
            row == null
                ? new ChangeResult(Effect.UNCHANGED, before.seq(), change.timeMillis())
                : new ChangeResult(Effect.UNCHANGED, row.seq(), row.timeMillis()));
      }
    }
    if (rows.isEmpty()) {
      return new CellUpdates.Plan<>(null, new BatchResult(before, results, 0));
    }
    CellHeader after =
        new CellHeader(before.cell(), seq, total, before.children(), batch.siblings());
    return new CellUpdates.Plan<>(
        new CellWrite(batchId, state.header(), after, rows), new BatchResult(after, results, 0));
  }

  private boolean refusedWhole(CellHeader header) {
    return header.seq() != 0 && header.siblings() != batch.siblings();
  }
}
