package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.CellHeader;
import java.util.Collection;
import java.util.List;

/**
 * Closes a cell. Immutable.
 *
 * @param siblings kept if this is the first write of the cell
 * @param children number of children if the cell is open
 */
record ClosingUpdate(int siblings, int children) implements CellUpdates.Update<CellHeader> {
  @Override
  public Collection<UserId> users() {
    return List.of();
  }

  @Override
  public boolean guessable(StoredHeader header) {
    return !header.header().closed();
  }

  @Override
  public CellUpdates.Plan<CellHeader> plan(CellState state, long batchId) {
    CellHeader before = state.header().header();
    if (before.closed()) {
      return new CellUpdates.Plan<>(null, before);
    }
    CellHeader after =
        new CellHeader(
            before.cell(),
            before.seq() + 1,
            before.total(),
            children,
            before.seq() == 0 ? siblings : before.siblings());
    return new CellUpdates.Plan<>(new CellWrite(batchId, state.header(), after, List.of()), after);
  }
}
