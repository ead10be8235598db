package io.likes.cassandra;

import io.likes.BackendException;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One cell in memory that does to conditional batches what a cluster may do: apply them, refuse
 * them, lose them on either way, apply them late, or never begin. Not thread-safe.
 */
final class FakeCellTable implements CellTable {
  private final RandomGenerator random;
  private final int faultsInTen;
  private final List<CellWrite> late = new ArrayList<>();
  private final Map<UserId, LikeRow> rows = new HashMap<>();
  private StoredHeader header;

  /** Ids of the batches that came, and of those that were applied, in order. */
  final Set<Long> sent = new LinkedHashSet<>();

  final Set<Long> applied = new LinkedHashSet<>();

  /** What others do before a batch arrives. */
  Runnable others = () -> {};

  FakeCellTable(CellId cell, RandomGenerator random, int faultsInTen) {
    this.header = StoredHeader.untouched(cell);
    this.random = random;
    this.faultsInTen = faultsInTen;
  }

  @Override
  public List<CellState> read(
      Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
    if (random.nextInt(20) < faultsInTen / 3) {
      throw new BackendException(BackendException.Effect.NOT_APPLIED, "read", null);
    }
    return List.of(state(users));
  }

  @Override
  public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
    return List.copyOf(rows.values());
  }

  @Override
  public Attempt write(CellWrite write) {
    sent.add(write.id());
    others.run();
    landSome();
    if (random.nextInt(10) >= faultsInTen) {
      return apply(write) ? new Attempt.Applied() : new Attempt.Refused(refusal(write));
    }
    switch (random.nextInt(3)) {
      case 0 -> late.add(write);
      case 1 -> apply(write);
      default -> {
        return new Attempt.NotSent(new IllegalStateException("not sent"));
      }
    }
    return new Attempt.Lost(new IllegalStateException("lost"));
  }

  /** Lets every batch that is still on its way arrive. */
  void landAll() {
    late.forEach(this::apply);
    late.clear();
  }

  CellState state(Collection<UserId> users) {
    Map<UserId, LikeRow> found = new HashMap<>(rows);
    found.keySet().retainAll(users);
    return new CellState(header, found);
  }

  Map<UserId, LikeRow> rows() {
    return rows;
  }

  private void landSome() {
    late.removeIf(
        write -> {
          boolean lands = random.nextBoolean();
          if (lands) {
            apply(write);
          }
          return lands;
        });
  }

  private CellState refusal(CellWrite write) {
    return state(write.rows().stream().map(CellWrite.Row::user).toList());
  }

  private boolean apply(CellWrite write) {
    boolean holds =
        header.equals(write.expected())
            && write.rows().stream()
                .allMatch(change -> (change.row() == null) == rows.containsKey(change.user()));
    if (holds) {
      header = write.next();
      for (CellWrite.Row change : write.rows()) {
        if (change.row() == null) {
          rows.remove(change.user());
        } else {
          rows.put(change.user(), change.row());
        }
      }
      applied.add(write.id());
    }
    return holds;
  }
}
