package io.likes.core;

import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one cell: the newest header it saw, the children if it is closed, and
 * who waits to write it. Only a hint: losing it costs a read.
 */
final class Cell {
  private static final AtomicReferenceFieldUpdater<Cell, CellHeader> HEADER =
      AtomicReferenceFieldUpdater.newUpdater(Cell.class, CellHeader.class, "header");

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<Cell, AtomicReferenceArray> CHILDREN =
      AtomicReferenceFieldUpdater.newUpdater(Cell.class, AtomicReferenceArray.class, "children");

  private static final AtomicReferenceFieldUpdater<Cell, CellWriter> WRITER =
      AtomicReferenceFieldUpdater.newUpdater(Cell.class, CellWriter.class, "writer");

  // Shared by the cells of all contents: a lock for each cell would cost more than the cell.
  private static final ReentrantLock[] COUNTING =
      Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);

  final CellId id;
  final Content content;
  final int siblings;
  private volatile CellHeader header;
  private volatile @Nullable AtomicReferenceArray<Cell> children;
  private volatile @Nullable CellWriter writer;

  Cell(Content content, CellId id, int siblings) {
    this.content = content;
    this.id = id;
    this.siblings = siblings;
    this.header = CellHeader.untouched(id);
  }

  CellHeader header() {
    return header;
  }

  /**
   * Returns who writes this cell; most cells that are known are only read, so it is made when it is
   * wanted.
   */
  CellWriter writer() {
    CellWriter known = writer;
    if (known != null) {
      return known;
    }
    CellWriter added = new CellWriter();
    return WRITER.compareAndSet(this, null, added) ? added : writer();
  }

  /** Keeps the header if it is newer than the one known, and the content's sum with it. */
  void merge(CellHeader newer) {
    if (id.depth() == 0) {
      replace(newer);
    } else {
      replaceBelowRoot(newer);
    }
    // Also if another thread brought a newer one: that may not have come as far as this.
    content.changed();
  }

  private void replaceBelowRoot(CellHeader newer) {
    // Header and sum change together: who finds its header known already reads a sum that has it.
    ReentrantLock counting = COUNTING[id.hashCode() & (COUNTING.length - 1)];
    counting.lock();
    try {
      CellHeader known = replace(newer);
      if (known != null) {
        content.belowRoot(newer.total() - known.total());
      }
    } finally {
      counting.unlock();
    }
  }

  /** Returns the header that the newer one took the place of, or null if it is not newer. */
  private @Nullable CellHeader replace(CellHeader newer) {
    CellHeader known;
    do {
      known = header;
      // A cell is closed once and for ever: a copy that says otherwise is of a store that was set
      // back.
      if (!newer.newerThan(known) || (known.closed() && newer.children() != known.children())) {
        return null;
      }
      if (newer.closed()
          && children == null
          && CHILDREN.compareAndSet(this, null, new AtomicReferenceArray<Cell>(newer.children()))) {
        content.cellsAdded(newer.children());
      }
    } while (!HEADER.compareAndSet(this, known, newer));
    return known;
  }

  /**
   * Returns whether a header that was read after another one was known shows that the store was set
   * back (failover, restore): nothing else makes a cell older, changes its past or opens it again.
   */
  static boolean setBack(CellHeader before, CellHeader read) {
    return before.newerThan(read)
        || (before.seq() == read.seq() && before.total() != read.total())
        || (before.closed()
            && (before.children() != read.children() || before.total() < read.total()));
  }

  /** Returns the number of children; 0 while the cell is not known as closed. */
  int children() {
    AtomicReferenceArray<Cell> known = children;
    return known == null || !header.closed() ? 0 : known.length();
  }

  /** Returns the child that holds the user; the cell must be known as closed. */
  Cell child(UserId user) {
    return child(id.child(user, children()).index());
  }

  /** Returns the child with an index; the cell must be known as closed. */
  Cell child(int index) {
    AtomicReferenceArray<Cell> known = children;
    if (known == null) {
      throw new IllegalStateException("not known as closed: " + id);
    }
    Cell child = known.get(index);
    if (child != null) {
      return child;
    }
    Cell added = new Cell(content, id.child(index), known.length());
    return known.compareAndSet(index, null, added) ? added : known.get(index);
  }

  /** Visits this cell and all cells below it, in the order of their paths. */
  void forEach(Consumer<Cell> visitor) {
    visitor.accept(this);
    for (int i = 0; i < children(); i++) {
      child(i).forEach(visitor);
    }
  }
}
