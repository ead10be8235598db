package io.likes.cassandra;

import io.likes.spi.LikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeStoreContract;
import io.likes.testkit.StorageView;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

final class CassandraLikeStoreContractTest extends LikeStoreContract {
  // A read that meets writers ends in the node after 5 s, and there must be time for another try.
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final TestCluster cluster = TestCluster.shared();

  /** A store of its own each time, as another process has. */
  @Override
  protected LikeStore open() {
    return CassandraLikeStore.builder(cluster.session()).timeout(TIMEOUT).build();
  }

  @Override
  protected StorageView storage() {
    return new CellRows(cluster.session());
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.UNRELIABLE_CLIENT);
  }

  /** Batches get lost, and there is time for one pause or two only. */
  @Override
  protected LikeStore openUnreliable() {
    CellTable table =
        new LossyCellTable(
            new CqlCellTable(new Cql.Settings(cluster.session()).connect()), Patience.MACHINE);
    Patience little = Patience.of(Duration.ofMillis(20));
    return new CassandraLikeStore(
        table, new CellUpdates(table, 100, little, Patience.MACHINE), Patience.of(TIMEOUT));
  }

  @Override
  protected Optional<LikeStore> openUnreachable() {
    return Optional.of(OutOfReach.of(session -> CassandraLikeStore.builder(session).build()));
  }
}
