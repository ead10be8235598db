package io.likes.core;

import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Hands new headers to the CounterStore on the caller's thread. While a cell's merge is under way,
 * other callers leave theirs to it: one merge in the background then takes the newest for all of
 * them.
 */
final class InlinePublisher implements Publisher {
  private final CounterStore counterStore;
  private final LikesListener listener;
  private final Executor background;
  private final Set<CellId> merging = ConcurrentHashMap.newKeySet();

  InlinePublisher(CounterStore counterStore, LikesListener listener, Executor background) {
    this.counterStore = counterStore;
    this.listener = listener;
    this.background = background;
  }

  @Override
  public void publish(Cell cell, LikeEvent event) {
    CellHeader newest = cell.header().newerThan(event.header()) ? cell.header() : event.header();
    if (merge(cell, newest)) {
      background.execute(() -> mergeUntilNewest(cell));
    }
  }

  private void mergeUntilNewest(Cell cell) {
    boolean newer;
    do {
      newer = merge(cell, cell.header());
    } while (newer);
  }

  /** Merges a header unless somebody else merges; returns whether a newer one is left to merge. */
  private boolean merge(Cell cell, CellHeader header) {
    if (!merging.add(cell.id)) {
      return false;
    }
    try {
      counterStore.merge(List.of(header));
    } catch (RuntimeException e) {
      listener.lost(Loss.MERGE, e);
    } finally {
      merging.remove(cell.id);
    }
    // Whoever found the merge under way has merged its header into the cell before.
    return cell.header().newerThan(header);
  }
}
