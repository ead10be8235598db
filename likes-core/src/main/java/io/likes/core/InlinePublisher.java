package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands new headers to the CounterStore on the caller's thread. While a cell's merge is under way,
 * other callers leave theirs to it: who merged and finds a newer header leaves the cell to the
 * background, where one thread at a time merges the newest header of each, and then gives others
 * their turn.
 *
 * <p>Thread-safe, without locks.
 */
final class InlinePublisher implements Publisher {
  private final CounterStore counterStore;
  private final LikesListener listener;
  private final Executor background;
  // The cells, not their ids: a content that was driven out and came back has others, and each
  // answers for its own newest header only.
  private final Set<Cell> merging = ConcurrentHashMap.newKeySet();
  private final Set<Cell> left = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean clearing = new AtomicBoolean();

  InlinePublisher(CounterStore counterStore, LikesListener listener, Executor background) {
    this.counterStore = counterStore;
    this.listener = listener;
    this.background = background;
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    CellHeader known = cell.header();
    if (merge(cell, known.newerThan(event.header()) ? known : event.header())) {
      left.add(cell);
      while (submitted()) {
        turn();
      }
    }
  }

  /**
   * Submits a turn if cells are left and nobody has one.
   *
   * @return whether the executor runs its work on the thread that brings it, which then takes the
   *     turn: turns that each submit the next one would not fit on its stack
   */
  private boolean submitted() {
    if (left.isEmpty() || !clearing.compareAndSet(false, true)) {
      return false;
    }
    Submission submission = new Submission();
    background.execute(submission);
    return submission.returned();
  }

  /** A turn that notices whether it runs within its own submission. */
  private final class Submission implements Runnable {
    private final Thread submitter = Thread.currentThread();
    // Both are used by the submitter only.
    private boolean returned;
    private boolean ownTurn;

    @Override
    public void run() {
      if (Thread.currentThread() == submitter && !returned) {
        ownTurn = true;
        return;
      }
      do {
        turn();
      } while (submitted());
    }

    boolean returned() {
      returned = true;
      return ownTurn;
    }
  }

  /** Merges each cell that was left before the turn once, however busy they stay. */
  private void turn() {
    try {
      for (Cell cell : List.copyOf(left)) {
        left.remove(cell);
        if (merge(cell, cell.header())) {
          left.add(cell);
        }
      }
    } finally {
      clearing.set(false);
    }
  }

  /** Merges a header unless somebody else merges; returns whether a newer one is left to merge. */
  private boolean merge(Cell cell, CellHeader header) {
    if (!merging.add(cell)) {
      return false;
    }
    try {
      counterStore.merge(List.of(header));
    } catch (RuntimeException e) {
      listener.lost(Loss.MERGE, e);
    } finally {
      merging.remove(cell);
    }
    // Whoever found the merge under way has merged its header into the cell before.
    return cell.header().newerThan(header);
  }
}
