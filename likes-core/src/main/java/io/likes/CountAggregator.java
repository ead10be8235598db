package io.likes;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Feeds a {@link CounterStore} with what events say. Whoever reads the log calls {@link #accept}
 * with a batch and commits the position in the log after it returned, never before.
 *
 * <p>Any number of aggregators may overlap, and batches may be repeated, reordered or cut
 * differently: of each cell the header with the highest seq stays. Thread-safe.
 */
public final class CountAggregator {
  private final CounterStore counterStore;
  private final Consumer<Collection<CellHeader>> observer;
  private final Guard observerGuard;
  private final LikesListener listener;
  private final TimeSource time;

  /**
   * Makes an aggregator.
   *
   * @param counterStore what is fed
   * @param observer gets the headers that were merged, one of each cell, for example {@link
   *     LikeService#observe}; what it throws is logged
   * @param listener hears of each event behind the merge, and of the time that the merge of a batch
   *     took; what it throws is logged
   * @param time measures the merges
   * @throws IllegalArgumentException if an argument is null
   */
  public CountAggregator(
      CounterStore counterStore,
      Consumer<Collection<CellHeader>> observer,
      LikesListener listener,
      TimeSource time) {
    this.counterStore = Arguments.present("counterStore", counterStore);
    this.observer = Arguments.present("observer", observer);
    this.observerGuard = new Guard(LoggerFactory.getLogger(CountAggregator.class), observer);
    this.listener = GuardedListener.guard(Arguments.present("listener", listener));
    this.time = Arguments.present("time", time);
  }

  /**
   * Makes an aggregator on the time of this machine.
   *
   * @throws IllegalArgumentException if an argument is null
   */
  public CountAggregator(
      CounterStore counterStore,
      Consumer<Collection<CellHeader>> observer,
      LikesListener listener) {
    this(counterStore, observer, listener, TimeSource.system());
  }

  /**
   * Makes an aggregator on the time of this machine that tells nobody.
   *
   * @throws IllegalArgumentException if {@code counterStore} is null
   */
  public CountAggregator(CounterStore counterStore) {
    this(counterStore, headers -> {}, LikesListener.none());
  }

  /**
   * Merges a batch of events with one call of the CounterStore; an empty batch does nothing.
   *
   * @throws IllegalArgumentException if {@code events} or an element is null; nothing was merged
   * @throws BackendException if the CounterStore failed; the observer was not told, nor the
   *     listener of any event, and the batch should be given again
   */
  public void accept(Collection<LikeEvent> events) {
    Arguments.elements("events", events, Integer.MAX_VALUE);
    if (events.isEmpty()) {
      return;
    }
    List<CellHeader> headers = newest(events);
    long start = time.nanoTime();
    boolean merged = false;
    try {
      counterStore.merge(headers);
      merged = true;
    } finally {
      listener.timed(LikesListener.Operation.AGGREGATE, time.nanoTime() - start, !merged);
    }
    observerGuard.run("observer", () -> observer.accept(headers));
    for (LikeEvent event : events) {
      listener.aggregated(event);
    }
  }

  private static List<CellHeader> newest(Collection<LikeEvent> events) {
    // Never grown: a batch may have thousands of cells.
    Map<CellId, CellHeader> newest = new HashMap<>(2 * events.size());
    for (LikeEvent event : events) {
      newest.merge(event.header().cell(), event.header(), (a, b) -> b.newerThan(a) ? b : a);
    }
    return List.copyOf(newest.values());
  }
}
