package io.likes.core;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one content: its cells, its count and its heat. Only a hint: losing it
 * costs a read.
 */
final class Content {
  /**
   * When all cells were known together.
   *
   * @param loadedAt monotonic time at which this process learned it; it serves the count for a
   *     while from then
   * @param asOf monotonic time from which on a change may be missing
   * @param renewing whether somebody was told to load it again before it is too old
   */
  record Known(long loadedAt, long asOf, boolean renewing) {
    Known(long loadedAt, long asOf) {
      this(loadedAt, asOf, false);
    }
  }

  final ContentId id;
  final Cell root;
  final Heat heat;

  /** The load that is under way; completed with whether it was given up by an interrupt. */
  final AtomicReference<@Nullable CompletableFuture<Boolean>> loading = new AtomicReference<>();

  private final SharedCounts shared;
  private final LongAdder belowRoot = new LongAdder();
  private final LongAdder cells = new LongAdder();
  private volatile @Nullable Known known;
  private volatile boolean forgotten;

  Content(ContentId id, long now, SharedCounts shared) {
    this.id = id;
    this.shared = shared;
    this.root = new Cell(this, CellId.root(id), 0);
    this.heat = new Heat(now);
    cells.increment();
  }

  /** Returns the node of a cell, or null if the way to it is not known. */
  @Nullable Cell find(CellId cell) {
    if (cell.depth() == 0) {
      return root;
    }
    Cell parent = find(cell.parent());
    return parent == null || cell.index() >= parent.children() ? null : parent.child(cell.index());
  }

  /** Takes a header, unless the way to its cell is not known. */
  void merge(CellHeader header) {
    Cell known = find(header.cell());
    if (known != null) {
      known.merge(header);
    }
  }

  /** Returns the headers of the cells above a cell that is known, from the root down. */
  List<CellHeader> above(CellId cell) {
    List<CellHeader> above = new ArrayList<>();
    for (CellId id = cell; id.depth() > 0; ) {
      id = id.parent();
      Cell known = find(id);
      if (known != null) {
        above.add(0, known.header());
      }
    }
    return above;
  }

  void known(Known newer) {
    known = newer;
    changed();
  }

  @Nullable Known known() {
    return known;
  }

  /** Returns the sum of all cells that are known. */
  long total() {
    // A sum of adders may be read between the two halves of a like and an unlike that race; it is
    // exact at rest.
    return Math.max(0, root.header().total() + belowRoot.sum());
  }

  Count count(long now, Known at, Count.Freshness freshness) {
    return new Count(total(), Math.max(0, now - at.asOf()), freshness);
  }

  /** Behind each change of what the count is made of: no reader takes an older one from another. */
  void changed() {
    shared.changed(id);
  }

  /** Tells those who still use it that what it knows may be wrong. */
  void forget() {
    forgotten = true;
    changed();
  }

  boolean forgotten() {
    return forgotten;
  }

  int weight() {
    return cells.intValue();
  }

  void cellsAdded(int number) {
    cells.add(number);
  }

  /** Adds to the sum of the cells below the root. */
  void belowRoot(long change) {
    belowRoot.add(change);
  }
}
