package io.likes.cassandra;

import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeServiceContract;
import java.util.EnumSet;
import java.util.Set;

final class CassandraLikeServiceContractTest extends LikeServiceContract {
  private final TestCluster cluster = TestCluster.shared();

  @Override
  protected LikeStore likeStore() {
    return CassandraLikeStore.builder(cluster.session()).build();
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.COUNTER_STORE, Capability.USER_LISTS);
  }

  @Override
  protected CounterStore counterStore() {
    return CassandraCounterStore.builder(cluster.session()).build();
  }

  @Override
  protected UserLikeStore userLikeStore() {
    return CassandraUserLikeStore.builder(cluster.session()).build();
  }
}
