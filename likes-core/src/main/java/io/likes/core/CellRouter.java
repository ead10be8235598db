package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.LikesListener;
import io.likes.LikesListener.Operation;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.core.CellWriter.Written;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cell of a pair and changes or reads it there: the first cell on the pair's path, from
 * the root down, that is open or still holds it.
 *
 * <p>A child is never written before its parent was seen closed and without the pair. Thread-safe.
 */
final class CellRouter {
  /**
   * A change that was stored, or was found made.
   *
   * @param cell where
   * @param header the header behind it
   * @param result what became of it
   */
  record Changed(Cell cell, CellHeader header, ChangeResult result) {}

  private final LikeStore store;
  private final CellLimits limits;
  private final Contents contents;
  private final ClosedRows closedRows;
  private final CellCloser closer;
  private final LikesListener listener;
  private final TimeSource time;

  CellRouter(
      LikeStore store,
      CellLimits limits,
      Contents contents,
      ClosedRows closedRows,
      CellCloser closer,
      LikesListener listener,
      TimeSource time) {
    this.store = store;
    this.limits = limits;
    this.contents = contents;
    this.closedRows = closedRows;
    this.closer = closer;
    this.listener = listener;
    this.time = time;
  }

  /**
   * Changes a pair.
   *
   * @param deadline monotonic time after which it fails if it was not sent
   * @throws BackendException if the store failed
   */
  Changed change(Content content, Change change, long deadline) {
    Cell cell = content.root;
    while (true) {
      if (cell.content.forgotten()) {
        // The way to the cell is of a store that was set back since.
        cell = contents.get(content.id).root;
      } else if (cell.header().closed() && lacks(cell, change.user())) {
        cell = cell.child(change.user());
      } else {
        Written written = write(cell, change, deadline);
        if (written.result().effect() != ChangeResult.Effect.WRONG_PLACE) {
          return new Changed(cell, written.header(), written.result());
        }
        // The answer itself says that the cell is closed and lacks the pair; it is below, and stays
        // there.
        cell = below(cell, written.header(), change.user());
      }
    }
  }

  /**
   * Returns for which of the contents the user has a row. Asks all contents together, level by
   * level.
   *
   * @throws BackendException if the store failed
   */
  Set<Content> liked(Collection<Content> contents, UserId user) {
    Set<Content> liked = new HashSet<>();
    List<Cell> next = new ArrayList<>(contents.size());
    for (Content content : contents) {
      next.add(descend(content.root, user));
    }
    while (!next.isEmpty()) {
      Map<CellId, PairState> states = states(next, user);
      List<Cell> below = new ArrayList<>();
      for (Cell cell : next) {
        PairState state = state(states, cell);
        if (state.row() != null) {
          liked.add(cell.content);
        } else if (state.header().closed()) {
          closedRows.asked(cell);
          below.add(descend(below(cell, state.header(), user), user));
        }
      }
      next = below;
    }
    return liked;
  }

  /** Goes down as far as is known without asking. */
  private Cell descend(Cell from, UserId user) {
    Cell cell = from;
    while (cell.header().closed() && closedRows.absent(cell, user)) {
      cell = cell.child(user);
    }
    return cell;
  }

  /**
   * Returns whether a cell that is known as closed lacks the pair, from memory or from the store.
   */
  private boolean lacks(Cell cell, UserId user) {
    if (closedRows.absent(cell, user)) {
      return true;
    }
    PairState state = state(states(List.of(cell), user), cell);
    closedRows.asked(cell);
    return state.row() == null && state.header().closed();
  }

  private Map<CellId, PairState> states(List<Cell> cells, UserId user) {
    Map<Cell, CellHeader> before = new LinkedHashMap<>();
    for (Cell cell : cells) {
      before.put(cell, cell.header());
    }
    Map<CellId, PairState> states;
    try {
      states = store.states(user, cells.stream().map(cell -> cell.id).toList());
      before.forEach((cell, known) -> observed(cell, known, state(states, cell).header()));
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
    return states;
  }

  private static PairState state(Map<CellId, PairState> states, Cell cell) {
    PairState state = states.get(cell.id);
    if (state == null) {
      throw new BackendException(Effect.NOT_APPLIED, "the store left out " + cell.id, null);
    }
    return state;
  }

  /**
   * Returns the cell below one that a header of it shows as closed; the root of the content anew if
   * the header shows that the store was set back.
   */
  private Cell below(Cell cell, CellHeader header, UserId user) {
    if (!header.closed() || header.siblings() != cell.siblings) {
      contents.forget(cell.content);
      throw new BackendException(
          Effect.NOT_APPLIED,
          "cell "
              + cell.id
              + " was opened as one of "
              + header.siblings()
              + ", not of "
              + cell.siblings
              + ": the store lost an acknowledged closing; retry, and run the audit",
          null);
    }
    cell.merge(header);
    if (cell.children() != header.children()) {
      contents.forget(cell.content);
      return contents.get(cell.id.content()).root;
    }
    return cell.child(user);
  }

  private Written write(Cell cell, Change change, long deadline) {
    if (limits.maxBatch() == 1) {
      try {
        BatchResult result = send(cell, List.of(change));
        return new Written(result.header(), result.results().get(0));
      } catch (RuntimeException e) {
        throw Failures.ofWrite(e);
      }
    }
    return cell.writer()
        .write(change, deadline, time::nanoTime, limits.maxBatch(), changes -> send(cell, changes));
  }

  private BatchResult send(Cell cell, List<Change> changes) {
    CellHeader before = cell.header();
    boolean listened = listener != LikesListener.none();
    long start = listened ? time.nanoTime() : 0;
    boolean failed = true;
    BatchResult result;
    try {
      result = store.apply(new CellBatch(cell.id, cell.siblings, changes));
      if (result.results().size() != changes.size()) {
        throw new BackendException(
            Effect.UNKNOWN,
            "the store answered "
                + result.results().size()
                + " of "
                + changes.size()
                + " changes of "
                + cell.id,
            null);
      }
      failed = false;
    } finally {
      if (listened) {
        listener.timed(Operation.BATCH, time.nanoTime() - start, failed);
      }
    }
    if (listened) {
      listener.batched(result.header(), changes.size(), result.contention());
    }
    observed(cell, before, result.header());
    closer.watch(cell, result, changes.size(), limits);
    return result;
  }

  /**
   * Keeps a header that was read after {@code before} was known. If the store was set back between,
   * what is remembered of the content may be wrong and is forgotten.
   */
  private void observed(Cell cell, CellHeader before, CellHeader read) {
    if (Cell.setBack(before, read)) {
      contents.forget(cell.content);
    } else {
      cell.merge(read);
      if (read.closed() && !before.closed()) {
        contents.reweigh(cell.content);
      }
    }
  }
}
