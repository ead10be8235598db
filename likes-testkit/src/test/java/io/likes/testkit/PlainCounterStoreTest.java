package io.likes.testkit;

import io.likes.spi.CounterStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The kit finds no fault with a correct store. */
class PlainCounterStoreTest extends CounterStoreContract {
  static final Duration SHORT_TIME_TO_LIVE = Duration.ofSeconds(2);

  private final PlainCounterStore store = new PlainCounterStore();

  @Override
  protected CounterStore open() {
    return store;
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.DRIVEN_CLOCK, Capability.REAL_CLOCK, Capability.EXCLUSIVE_LEASE);
  }

  @Override
  protected Duration timeToLive() {
    return PlainCounterStore.TIME_TO_LIVE;
  }

  @Override
  protected void advance(Duration duration) {
    store.advance(duration);
  }

  @Override
  protected Duration shortTimeToLive() {
    return SHORT_TIME_TO_LIVE;
  }

  @Override
  protected CounterStore openShortLived() {
    return new PlainCounterStore().shortLived(shortTimeToLive());
  }

  @Override
  protected Optional<CounterStore> openUnreachable() {
    return Optional.of(OutOfReach.client(CounterStore.class, store));
  }
}
