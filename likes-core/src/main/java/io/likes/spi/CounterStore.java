package io.likes.spi;

import io.likes.BackendException;
import io.likes.ContentId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * What readers of counts ask: a copy of the headers of cells, that may be wiped at any time without
 * loss.
 *
 * <p><b>Call order.</b> Any: of two headers of one cell the one with the higher seq stays. Equal
 * seqs are the same header, unless the copy is wrong: then a {@link #sum}, which was read from the
 * cells, replaces it, and a {@link #merge} does not.
 *
 * <p><b>Atomicity.</b> Each cell by itself.
 *
 * <p><b>Time to live.</b> A cell's copy expires a configured time after the last {@link #sum} that
 * brought its seq or a higher one, or after the first merge if there was none; {@link #merge} never
 * extends it. So a copy that is wrong, because an event was lost or a LikeStore was set back, ends.
 * An expired copy is unknown, never zero, and can be written again with the same seq or a lower
 * one.
 *
 * <p><b>Thread safety.</b> Every method may be called by any number of threads and processes at
 * once.
 *
 * <p><b>Errors.</b> {@link BackendException}; after one any part of the call may be stored, and the
 * call may be sent again.
 */
public interface CounterStore {
  /**
   * Keeps the headers that are newer than those known.
   *
   * @throws BackendException see above
   */
  void merge(Collection<CellHeader> headers);

  /**
   * Keeps the headers of all cells of one or more contents, untouched ones included, and starts
   * their time to live anew. The {@linkplain StoredCount#age age} of the contents runs from when
   * the store takes the call: it is short by the time between the reading of the headers and that.
   *
   * @param headers of each content that occurs, the headers of all its cells, read together: the
   *     root, and all children of each closed cell
   * @throws BackendException see above
   */
  void sum(Collection<CellHeader> headers);

  /**
   * Reads many contents in one round trip.
   *
   * @return what is known of each of the contents, {@link StoredCount#NONE} if nothing; of one of
   *     which a merge began a copy after the last sum, cells without an age
   * @throws BackendException if not all could be read
   */
  Map<ContentId, StoredCount> read(Collection<ContentId> contents);

  /**
   * Asks to be the one process that sums a content again. A hint that saves work: two may get the
   * lease, and always saying yes is right.
   *
   * @param length how long nobody else gets it; positive
   * @throws BackendException if the store failed
   */
  boolean tryLease(ContentId content, Duration length);
}
