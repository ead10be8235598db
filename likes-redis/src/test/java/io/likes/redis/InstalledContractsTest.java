package io.likes.redis;

import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("The installed Redis:")
final class InstalledContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.installed();
  }
}
