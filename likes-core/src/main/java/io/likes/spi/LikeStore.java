package io.likes.spi;

import io.likes.BackendException;
import io.likes.UserId;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The truth: who likes what, in cells. The caller decides which cell; a store makes one cell's
 * batch atomic.
 *
 * <p><b>Call order.</b> A child is written only after its parent was seen closed, and {@link
 * CellBatch#siblings()} is the parent's number of children. Reads may name cells that were never
 * written.
 *
 * <p><b>Atomicity.</b> A batch is applied whole or not at all, rows and header together: at every
 * instant {@code total} is the number of rows. {@code seq} rises by one for every changed pair, in
 * the order of the batch, and by one for a closing.
 *
 * <p><b>Result in a race.</b> Of racing changes of one pair at most one sees {@link
 * ChangeResult.Effect#CHANGED}, and exactly one if no reply is lost. Of racing closings the first
 * wins. A closed cell never gains a row; its rows leave by unlikes. A read that starts after a
 * completed change sees it or something newer.
 *
 * <p><b>Thread safety.</b> Every method may be called by any number of threads and processes at
 * once.
 *
 * <p><b>Errors.</b> {@link BackendException}, and nothing else for well-formed arguments. After
 * {@code NOT_APPLIED} nothing of the call is stored nor ever will be: say it only if nothing was
 * sent, or the seq that the write depended on has passed. After {@code UNKNOWN} all of it may be
 * stored, or may yet be. The same call may be sent again after any error; what is stored already is
 * then found unchanged.
 */
public interface LikeStore {
  /**
   * Applies a batch.
   *
   * <p>If the cell was written before with another number of siblings, the whole batch is refused:
   * every result is {@link ChangeResult.Effect#WRONG_PLACE}, and the header names the other number.
   *
   * @throws BackendException see above
   */
  BatchResult apply(CellBatch batch);

  /**
   * Closes a cell once and for ever. Rows and total do not change. If it is closed already nothing
   * changes.
   *
   * @param siblings number of children of the cell's parent; 0 for the root
   * @param children a power of two, {@link CellId#MIN_CHILDREN} to {@link CellId#MAX_CHILDREN}
   * @return the header behind the call; its {@code children} is the number that won
   * @throws IllegalArgumentException if the cell is at {@link CellId#MAX_DEPTH} or {@code children}
   *     is out of range
   * @throws BackendException see above; the closing is durable, as the store is configured, only if
   *     the call returns
   */
  CellHeader close(CellId cell, int siblings, int children);

  /**
   * Reads headers.
   *
   * @return a header for each of the cells, {@link CellHeader#untouched} for one that was never
   *     written
   * @throws BackendException if not all could be read
   */
  Map<CellId, CellHeader> headers(Collection<CellId> cells);

  /**
   * Reads what cells say of one user.
   *
   * @return a state for each of the cells
   * @throws BackendException if not all could be read
   */
  Map<CellId, PairState> states(UserId user, Collection<CellId> cells);

  /**
   * Reads a part of the rows of a cell. Read from the first part to the last, every row that is
   * there all the time comes exactly once.
   *
   * @param after {@link RowPage#next()} of the part before, or null for the first
   * @param limit how many rows at most, at least 1; fewer may come although more follow
   * @throws IllegalArgumentException if {@code after} is not from this store, or {@code limit} is
   *     less than 1
   * @throws BackendException if the rows could not be read
   */
  RowPage rows(CellId cell, @Nullable String after, int limit);

  /** Returns what one cell of this store bears; always the same. */
  CellLimits limits();
}
