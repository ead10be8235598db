package io.likes.cassandra;

import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import java.util.Collection;
import java.util.List;

/** What the logic needs of Cassandra. Thread-safe. */
interface CellTable {
  /** What became of a conditional batch, as far as its sender can tell. */
  sealed interface Attempt {
    /** It is stored. */
    record Applied() implements Attempt {}

    /**
     * It is not stored by this attempt.
     *
     * @param state the header, and the rows of the users of the batch
     */
    record Refused(CellState state) implements Attempt {}

    /** This attempt was not begun, and never will be. */
    record NotSent(RuntimeException cause) implements Attempt {}

    /** It may be stored, or may yet be. */
    record Lost(RuntimeException cause) implements Attempt {}
  }

  /**
   * Reads cells, each at one instant, behind everything that completed before.
   *
   * @param pauses those of the call that reads, for reads that meet writers
   * @return the header of each cell and its rows of those users, in the order of the cells
   * @throws io.likes.BackendException NOT_APPLIED if not all could be read
   */
  List<CellState> read(Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses);

  /**
   * Reads rows in the order of the bytes of their users' ids.
   *
   * @param after id behind which to begin, or the empty string
   * @param pauses those of the call that reads, for reads that meet writers
   * @throws io.likes.BackendException NOT_APPLIED if they could not be read
   */
  List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses);

  /** Sends a conditional batch once. */
  Attempt write(CellWrite write);
}
