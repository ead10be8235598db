package io.likes.testkit;

import io.likes.spi.CounterStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The kit finds no fault with a correct store. */
class PlainCounterStoreTest extends CounterStoreContract {
  private final PlainCounterStore store = new PlainCounterStore();

  @Override
  protected CounterStore open() {
    return store;
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.DRIVEN_CLOCK, Capability.EXCLUSIVE_LEASE);
  }

  @Override
  protected Duration timeToLive() {
    return PlainCounterStore.TIME_TO_LIVE;
  }

  @Override
  protected void advance(Duration duration) {
    store.advance(duration);
  }
}
