package io.likes.cassandra;

import io.likes.spi.UserLikeStore;
import io.likes.testkit.UserLikeStoreContract;
import java.util.Optional;

final class CassandraUserLikeStoreContractTest extends UserLikeStoreContract {
  @Override
  protected UserLikeStore open() {
    return CassandraUserLikeStore.builder(TestCluster.shared().session()).build();
  }

  @Override
  protected Optional<UserLikeStore> openUnreachable() {
    return Optional.of(OutOfReach.of(session -> CassandraUserLikeStore.builder(session).build()));
  }
}
