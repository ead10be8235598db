package io.likes.inmemory;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Likes in the memory of this process; they are gone with it.
 *
 * <p>Each cell has a lock of its own, which a change holds for well under a microsecond, save when
 * the cell's hash table doubles, or when most of its rows were removed and the rest is written
 * anew; headers are read without it. Rows are kept as bytes: a like takes about 36 bytes of heap
 * with a user id of 10 characters, and a content another 440. A content that was ever liked stays,
 * also when nobody likes it any more.
 */
public final class InMemoryLikeStore implements LikeStore {
  // Waits for a lock are short: with two processors one cell is 1.1 to 1.8 times as fast as 16, by
  // HotKeyBenchmark with 2 to 64 threads, so that only many waits close it.
  private static final long MAX_WAITS_PER_SECOND = 200_000;
  private static final CellLimits LIMITS =
      new CellLimits(1, 10_000_000, Long.MAX_VALUE, MAX_WAITS_PER_SECOND);

  private final ConcurrentHashMap<CellId, Cell> cells = new ConcurrentHashMap<>();
  private final AtomicLong contents = new AtomicLong();
  private final long maxContents;

  /** Makes an empty store without a bound. */
  public InMemoryLikeStore() {
    this(Long.MAX_VALUE);
  }

  /**
   * Makes an empty store with a bound.
   *
   * @param maxContents the most contents that it takes. When it is full, the first like of another
   *     content fails with {@link BackendException.Effect#NOT_APPLIED}; nothing is evicted
   * @throws IllegalArgumentException if {@code maxContents} is less than 1
   */
  public InMemoryLikeStore(long maxContents) {
    if (maxContents < 1) {
      throw new IllegalArgumentException("maxContents must be at least 1, but is " + maxContents);
    }
    this.maxContents = maxContents;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are more changes than {@link #limits()} says
   * @throws BackendException if the store is full and the content is new; nothing changed
   */
  @Override
  public BatchResult apply(CellBatch batch) {
    List<Change> changes = batch.changes();
    if (changes.size() > LIMITS.maxBatch()) {
      throw new IllegalArgumentException(
          "batch must have at most " + LIMITS.maxBatch() + " changes, but has " + changes.size());
    }
    Change change = changes.get(0);
    Cell cell = cells.get(batch.cell());
    if (cell == null) {
      if (!change.liked()) {
        return new BatchResult(
            CellHeader.untouched(batch.cell()),
            List.of(new ChangeResult(ChangeResult.Effect.UNCHANGED, 0, change.timeMillis())),
            0);
      }
      cell = cells.computeIfAbsent(batch.cell(), this::newCell);
    }
    return cell.apply(change, batch.siblings());
  }

  /**
   * {@inheritDoc}
   *
   * @throws BackendException if the store is full and the content is new; nothing changed
   */
  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    Objects.requireNonNull(cell, "cell");
    CellId.checkChildren(children);
    int depth = cell.depth();
    if (depth == CellId.MAX_DEPTH) {
      throw new IllegalArgumentException("cell at the lowest depth cannot be closed: " + cell);
    }
    if (depth == 0 ? siblings != 0 : siblings <= cell.index()) {
      throw new IllegalArgumentException(
          "siblings must go with the cell, but is " + siblings + " for " + cell);
    }
    return cells.computeIfAbsent(cell, this::newCell).close(siblings, children);
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    Map<CellId, CellHeader> headers = new HashMap<>();
    for (CellId id : cells) {
      Cell cell = this.cells.get(id);
      headers.put(id, cell == null ? CellHeader.untouched(id) : cell.header());
    }
    return headers;
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    Rows.Key key = new Rows.Key(user);
    Map<CellId, PairState> states = new HashMap<>();
    for (CellId id : cells) {
      Cell cell = this.cells.get(id);
      states.put(
          id, cell == null ? new PairState(null, CellHeader.untouched(id)) : cell.state(key));
    }
    return states;
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    Objects.requireNonNull(cell, "cell");
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    Position position = after == null ? null : Position.of(after);
    Cell found = cells.get(cell);
    return found == null
        ? new RowPage(CellHeader.untouched(cell), List.of(), null)
        : found.rows(position, limit);
  }

  /** {@inheritDoc} A cell is closed only if threads often wait for each other. */
  @Override
  public CellLimits limits() {
    return LIMITS;
  }

  /**
   * Returns the contents that were ever liked, in no order: those from before the call once each,
   * newer ones perhaps.
   */
  public Stream<ContentId> contents() {
    return cells.keySet().stream().filter(cell -> cell.depth() == 0).map(CellId::content);
  }

  @Nullable Cell cell(CellId id) {
    return cells.get(id);
  }

  private Cell newCell(CellId id) {
    // First, since there may be no memory for it.
    Cell cell = new Cell(id);
    if (id.depth() == 0 && contents.incrementAndGet() > maxContents) {
      contents.decrementAndGet();
      throw new BackendException(
          BackendException.Effect.NOT_APPLIED,
          "the store holds maxContents = " + maxContents + " contents, and takes no other: " + id,
          null);
    }
    return cell;
  }
}
