package io.likes.inmemory;

import io.likes.TimeSource;
import io.likes.spi.CounterStore;
import io.likes.testkit.Capability;
import io.likes.testkit.CounterStoreContract;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

final class InMemoryCounterStoreContractTest extends CounterStoreContract {
  private final ManualClock clock = new ManualClock();
  private final CounterStore store = new InMemoryCounterStore(timeToLive(), 100_000, clock);

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
    return Duration.ofMinutes(5);
  }

  @Override
  protected CounterStore openShortLived() {
    return new InMemoryCounterStore(shortTimeToLive(), 100_000, TimeSource.system());
  }

  @Override
  protected Duration shortTimeToLive() {
    return Duration.ofSeconds(2);
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }
}
