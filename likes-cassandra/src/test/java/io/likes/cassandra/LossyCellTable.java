package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Loses every third conditional batch or so, before it arrives or after it was answered. */
record LossyCellTable(CellTable table, RandomGenerator random) implements CellTable {
  @Override
  public List<CellState> read(
      Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
    return table.read(cells, users, pauses);
  }

  @Override
  public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
    return table.rows(cell, after, limit, pauses);
  }

  @Override
  public Attempt write(CellWrite write) {
    return switch (random.nextInt(6)) {
      case 0 -> new Attempt.Lost(new IllegalStateException("lost on the way to Cassandra"));
      case 1 -> {
        table.write(write);
        yield new Attempt.Lost(new IllegalStateException("lost on the way back"));
      }
      default -> table.write(write);
    };
  }
}
