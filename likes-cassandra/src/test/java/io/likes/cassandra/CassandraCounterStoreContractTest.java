package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.spi.CounterStore;
import io.likes.testkit.Capability;
import io.likes.testkit.CounterStoreContract;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

final class CassandraCounterStoreContractTest extends CounterStoreContract {
  private final ManualClock clock = new ManualClock();

  @Override
  protected CounterStore open() {
    return build(TestCluster.shared().session());
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.DRIVEN_CLOCK, Capability.EXCLUSIVE_LEASE, Capability.REAL_CLOCK);
  }

  @Override
  protected Duration timeToLive() {
    return Duration.ofMinutes(5);
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  protected CounterStore openShortLived() {
    return CassandraCounterStore.builder(TestCluster.shared().session())
        .timeToLive(shortTimeToLive())
        .build();
  }

  @Override
  protected Optional<CounterStore> openUnreachable() {
    return Optional.of(OutOfReach.of(this::build));
  }

  private CounterStore build(CqlSession session) {
    return CassandraCounterStore.builder(session).timeToLive(timeToLive()).time(clock).build();
  }
}
