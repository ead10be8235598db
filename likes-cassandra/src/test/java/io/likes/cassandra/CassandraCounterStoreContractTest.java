package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import io.likes.testkit.Capability;
import io.likes.testkit.CounterStoreContract;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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

  @Test
  @DisplayName("a sum of a host whose clock is behind replaces what one that is ahead has begun")
  void clocksDiffer() {
    ManualClock ahead = new ManualClock();
    CounterStore other =
        CassandraCounterStore.builder(TestCluster.shared().session())
            .timeToLive(timeToLive())
            .time(ahead)
            .build();
    CounterStore store = open();
    CellId cell = CellId.root(ContentId.of(UUID.randomUUID().toString()));
    store.sum(List.of(new CellHeader(cell, 7, 7, 0, 0)));
    clock.advance(timeToLive().minusSeconds(1));
    ahead.advance(timeToLive().plusSeconds(1));
    other.merge(List.of(new CellHeader(cell, 3, 3, 0, 0)));

    CellHeader summed = new CellHeader(cell, 6, 6, 0, 0);
    store.sum(List.of(summed));

    StoredCount count = other.read(List.of(cell.content())).get(cell.content());
    assertThat(count).isNotNull();
    assertThat(count.cells()).containsExactly(summed);
    assertThat(count.age()).isZero();
  }

  private CounterStore build(CqlSession session) {
    return CassandraCounterStore.builder(session).timeToLive(timeToLive()).time(clock).build();
  }
}
