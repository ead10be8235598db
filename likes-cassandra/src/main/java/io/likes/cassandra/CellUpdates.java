package io.likes.cassandra;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.UserId;
import io.likes.cassandra.CellTable.Attempt;
import io.likes.spi.CellId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes cells by conditional batches: guesses what a cell holds, lets Cassandra refuse a wrong
 * guess, and tries again with what the refusal told. Thread-safe.
 */
final class CellUpdates {
  private static final String GIVEN_UP = "no answer before the timeout, or interrupted";

  private final CellTable table;
  private final Cache<CellId, StoredHeader> remembered;
  private final Patience patience;
  private final RandomGenerator random;

  /**
   * Makes the logic.
   *
   * @param maxRemembered how many headers are remembered
   * @param random names the batches
   */
  CellUpdates(CellTable table, long maxRemembered, Patience patience, RandomGenerator random) {
    this.table = table;
    this.remembered = Caffeine.newBuilder().maximumSize(maxRemembered).build();
    this.patience = patience;
    this.random = random;
  }

  /** What is to be done to a cell. */
  interface Update<T> {
    /** Returns the users whose rows matter. */
    Collection<UserId> users();

    /**
     * Returns whether the update may be sent before the rows were read, in the hope that none is
     * there.
     */
    boolean guessable(StoredHeader header);

    /** Returns what to write and to answer if the cell is in the given state. */
    Plan<T> plan(CellState state, long batchId);
  }

  /**
   * What follows from a state of a cell.
   *
   * @param write what to write; null if nothing
   * @param answer the answer once that is written
   */
  record Plan<T>(@Nullable CellWrite write, T answer) {}

  /**
   * The end of an update.
   *
   * @param answer the answer
   * @param contention how often another writer was in the way
   */
  record Done<T>(T answer, int contention) {}

  /**
   * Carries an update out.
   *
   * @throws BackendException NOT_APPLIED if it is certain that nothing is stored nor ever will be,
   *     else UNKNOWN
   */
  <T> Done<T> update(CellId cell, Update<T> update) {
    return new Run<>(cell, update).toTheEnd();
  }

  private final class Run<T> {
    private final CellId cell;
    private final Update<T> update;
    private final Patience.Pauses pauses = patience.begin();
    private int contention;

    Run(CellId cell, Update<T> update) {
      this.cell = cell;
      this.update = update;
    }

    Done<T> toTheEnd() {
      StoredHeader header = remembered.getIfPresent(cell);
      boolean seen = header != null;
      StoredHeader guess = header == null ? StoredHeader.untouched(cell) : header;
      boolean certain = !update.guessable(guess);
      CellState state = certain ? read() : new CellState(guess, Map.of());
      while (true) {
        Plan<T> plan = update.plan(state, random.nextLong());
        CellWrite write = plan.write();
        if (write == null && certain) {
          remembered.put(cell, state.header());
          return new Done<>(plan.answer(), contention);
        }
        CellState refused = write == null ? read() : send(write);
        if (refused == null) {
          return new Done<>(plan.answer(), contention);
        }
        boolean forestalled =
            write != null && (seen || certain) && !refused.header().equals(state.header());
        if (forestalled) {
          contention++;
        }
        // A first refusal may be due to the guess alone, and the next try is a better one.
        if (forestalled || (write != null && certain)) {
          pauseOrGiveUp(Effect.NOT_APPLIED, null);
        }
        boolean whole = write == null || write.rows().size() == update.users().size();
        state = whole ? refused : read();
        certain = true;
      }
    }

    private CellState read() {
      return table.read(List.of(cell), update.users(), pauses).get(0);
    }

    /**
     * Sends a batch until its fate is known.
     *
     * @return null if it is applied, else the state that refused it
     */
    private @Nullable CellState send(CellWrite write) {
      boolean open = false;
      while (true) {
        Attempt attempt = table.write(write);
        if (attempt instanceof Attempt.Applied) {
          remembered.put(cell, write.next());
          return null;
        } else if (attempt instanceof Attempt.Refused refused) {
          StoredHeader header = refused.state().header();
          remembered.put(cell, header);
          switch (header.fateOf(write)) {
            case APPLIED -> {
              return null;
            }
            case NOT_APPLIED -> {
              return refused.state();
            }
            case UNKNOWN -> {
              if (!open) {
                return refused.state();
              }
              throw failure(
                  Effect.UNKNOWN, "a reply was lost, and too many other batches followed", null);
            }
          }
        } else if (attempt instanceof Attempt.NotSent notSent) {
          if (!open) {
            throw failure(Effect.NOT_APPLIED, "nothing was sent", notSent.cause());
          }
          pauseOrGiveUp(Effect.UNKNOWN, notSent.cause());
        } else if (attempt instanceof Attempt.Lost lost) {
          // Once it is sent again at least, though the wait for the reply may have taken all the
          // time.
          if (!pauses.next() && open) {
            throw failure(Effect.UNKNOWN, GIVEN_UP, lost.cause());
          }
          open = true;
        }
      }
    }

    private void pauseOrGiveUp(Effect effect, @Nullable RuntimeException cause) {
      if (!pauses.next()) {
        throw failure(effect, GIVEN_UP, cause);
      }
    }

    private BackendException failure(Effect effect, String what, @Nullable RuntimeException cause) {
      return new BackendException(
          effect, "change of cell " + cell + ": " + what + ", contention " + contention, cause);
    }
  }
}
