package io.likes.redis;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("A Cluster of three masters with replicas:")
final class ClusterContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.cluster();
  }

  @Override
  Optional<UnifiedJedis> nowhere() {
    return Optional.empty(); // Jedis makes no client of a Cluster of which no node answers.
  }
}
