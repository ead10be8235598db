package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * A CounterStore that fails, loses, repeats and delays what it is given, is slow and is counted, as
 * its {@link Faults} say.
 *
 * <p>Thread-safe if the store is.
 */
public final class FaultyCounterStore implements CounterStore {
  private final CounterStore store;
  private final Faults faults;

  /** Decorates a store with faults of its own. */
  public FaultyCounterStore(CounterStore store) {
    this(store, new Faults());
  }

  /**
   * Decorates a store.
   *
   * @throws IllegalArgumentException if an argument is null
   */
  public FaultyCounterStore(CounterStore store, Faults faults) {
    this.store = Check.present("store", store);
    this.faults = Check.present("faults", faults);
  }

  /** Returns what decides about the calls and counts them. */
  public Faults faults() {
    return faults;
  }

  @Override
  public void merge(Collection<CellHeader> headers) {
    faults.send(
        SpiCall.MERGE, () -> store.merge(headers), () -> store.merge(Faults.everyOther(headers)));
  }

  // A part of a sum must not go through sum(), which is promised all cells of a content.
  @Override
  public void sum(Collection<CellHeader> headers) {
    faults.send(
        SpiCall.SUM, () -> store.sum(headers), () -> store.merge(Faults.everyOther(headers)));
  }

  @Override
  public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
    return faults.read(SpiCall.READ, () -> store.read(contents), () -> readPart(contents));
  }

  @Override
  public boolean tryLease(ContentId content, Duration length) {
    return faults.change(
        SpiCall.TRY_LEASE,
        () -> store.tryLease(content, length),
        () -> () -> store.tryLease(content, length));
  }

  private Map<ContentId, StoredCount> readPart(Collection<ContentId> contents) {
    Map<ContentId, StoredCount> parts = new HashMap<>(store.read(contents));
    parts.replaceAll(
        (content, known) ->
            new StoredCount(Faults.everyOther(known.cells()), known.age(), known.timeToLive()));
    return parts;
  }
}
